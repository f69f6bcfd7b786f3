import { ownerOf } from '@railyard/core/http';
import { expect, it } from 'vitest';
import { cartOf, pay, token } from './calls.ts';
import { createWorld } from './world.ts';

const ALICE = { tenant: 'acme', principal: 'alice' };

it('finds whose cart a credential was presented for', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  await pay(world, { cart, headers: token() });

  expect(await ownerOf(world.checkout, cart, { fingerprint: 'keyed:tok_a' })).toEqual(ALICE);
});

it('finds nobody by a credential that was presented elsewhere, or never', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const other = await cartOf(world);
  await pay(world, { cart, headers: token() });

  expect(await ownerOf(world.checkout, other, { fingerprint: 'keyed:tok_a' })).toBeNull();
  expect(await ownerOf(world.checkout, cart, { fingerprint: 'keyed:tok_b' })).toBeNull();
});

it('finds whom a challenge was made for, by the words that its rail was given', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const principal = await world.runtime.hash('principal:alice');

  expect(await ownerOf(world.checkout, cart, { tenant: 'acme', principal })).toEqual(ALICE);
});

it('finds nobody by a challenge for another principal, tenant or cart', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const alice = await world.runtime.hash('principal:alice');
  const bob = await world.runtime.hash('principal:bob');

  expect(await ownerOf(world.checkout, cart, { tenant: 'acme', principal: bob })).toBeNull();
  expect(await ownerOf(world.checkout, cart, { tenant: 'globex', principal: alice })).toBeNull();
  expect(await ownerOf(world.checkout, 'cart_0', { tenant: 'acme', principal: alice })).toBeNull();
});
