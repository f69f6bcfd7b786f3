import { describe, expect, it } from 'vitest';
import { EVIL_NAME, EVIL_SECRET, evilRail, type Misbehaviour, misbehaviours } from '../../src/fakes/evil.ts';
import { keyedRail } from '../../src/index.ts';
import { token } from '../engine/calls.ts';
import { createWorld, mount, type World } from '../engine/world.ts';
import { openShop, type Shop } from './shop.ts';

const byAgents = misbehaviours.filter(({ payer }) => payer === 'agent');

describe('a guarded request survives a rail that', () => {
  it.each(byAgents)('$name', async (misbehaviour) => {
    const shop = shopWith(misbehaviour);
    if (misbehaviour.lost) shop.world.provider.fault(misbehaviour.lost, { type: 'lost_reply' });
    const evil = { 'x-evil-token': 'tok_a' };
    const asked = [await shop.ask(), await shop.ask(evil), await shop.ask(evil)];
    const beside = await shop.ask(token('tok_b'));

    const faults = await Promise.all([...asked, beside].map(faultsIn));
    expect(faults.flat()).toEqual([]);
    expect(asked[0]?.status).toBe(402);
    expect(beside.status).toBe(misbehaviour.expects.beside ? 400 : 200);
  });
});

function shopWith(misbehaviour: Misbehaviour): Shop {
  const world: World = createWorld({ rails: () => mounts });
  const mounts = [mount(evilRail(misbehaviour, world.runtime)), mount(keyedRail())];
  return openShop({}, world);
}

/** What is wrong with a response: it is neither the handler's nor a problem of ours, or a rail has written into it. */
async function faultsIn(response: Response): Promise<readonly string[]> {
  const { status, headers } = response;
  const text = JSON.stringify([...headers]) + (await response.text());
  const type = status === 200 ? 'text/plain' : 'application/problem+json';
  return [
    ...([200, 400, 402, 409, 503].includes(status) ? [] : [`${status} ${text}`]),
    ...(headers.get('content-type') === type ? [] : [`${status} as ${headers.get('content-type')}`]),
    ...(headers.get('cache-control')?.endsWith('no-store') ? [] : ['another cache-control']),
    ...[EVIL_SECRET, EVIL_NAME, 'evil.test'].filter((word) => text.includes(word)),
  ];
}
