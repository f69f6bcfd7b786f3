import { expect, it } from 'vitest';
import { type SealingKey, webRuntime } from '../src/runtime.ts';

const key = (id: string, fill: number, length = 32): SealingKey => ({
  id,
  bytes: new Uint8Array(length).fill(fill),
});
const OLD = key('k1', 1);
const NEW = key('k2', 2);

it('opens what it sealed, under the same label only', async () => {
  const runtime = webRuntime([OLD]);
  const sealed = await runtime.seal('tok_s€cret', 'att_1');

  expect(await runtime.unseal(sealed, 'att_1')).toBe('tok_s€cret');
  expect(await runtime.unseal(sealed, 'att_2')).toBeNull();
  expect(sealed).not.toContain('tok');
});

it('seals the same text differently each time', async () => {
  const runtime = webRuntime([OLD]);
  expect(await runtime.seal('x', 'a')).not.toBe(await runtime.seal('x', 'a'));
});

it('seals under the newest key and opens under every key it still has', async () => {
  const before = await webRuntime([OLD]).seal('x', 'a');
  const rotated = webRuntime([NEW, OLD]);

  expect(await rotated.unseal(before, 'a')).toBe('x');
  expect(await rotated.seal('x', 'a')).toMatch(/^k2\./);
  expect(await webRuntime([NEW]).unseal(before, 'a')).toBeNull();
});

it('opens nothing with another key of the same name', async () => {
  const sealed = await webRuntime([OLD]).seal('x', 'a');
  expect(await webRuntime([key('k1', 9)]).unseal(sealed, 'a')).toBeNull();
});

it.each([
  '',
  'k1',
  'k1.',
  'k1..',
  'k1.%%%.%%%',
  'k1.AAAA.AAAA',
  'k9.AAAA.AAAA',
  '...',
  'k1.AAAAAAAAAAAAAAAA.AAAA',
])('gives null for %j, and does not throw', async (sealed) => {
  expect(await webRuntime([OLD]).unseal(sealed, 'a')).toBeNull();
});

it('seals a text of 100 kB', async () => {
  const runtime = webRuntime([OLD]);
  const text = 'x'.repeat(100_000);
  expect(await runtime.unseal(await runtime.seal(text, 'a'), 'a')).toBe(text);
});

it.each([
  ['no key', []],
  ['a key of 31 bytes', [key('k1', 1, 31)]],
  ['a second key of 16 bytes', [OLD, key('k2', 1, 16)]],
  ['a name with a dot', [key('k.1', 1)]],
  ['no name', [key('', 1)]],
  ['one name for two keys', [OLD, key('k1', 2)]],
])('refuses a ring with %s', (_, keys) => {
  expect(() => webRuntime(keys)).toThrow(expect.objectContaining({ code: 'configuration' }));
});

it('hashes with SHA-256 into base64url without padding', async () => {
  const runtime = webRuntime([OLD]);
  expect(await runtime.hash('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
  expect(await runtime.hash('')).toBe('47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU');
});

it('gives as many random bytes as asked for, and never the same', () => {
  const runtime = webRuntime([OLD]);
  expect(runtime.random(16)).toHaveLength(16);
  expect(runtime.random(16)).not.toEqual(runtime.random(16));
});

it('ends a sleep when its signal aborts, also one that has aborted before', async () => {
  const runtime = webRuntime([OLD]);
  const stop = new AbortController();
  const sleeping = runtime.sleep(60_000, stop.signal);
  stop.abort();
  await expect(sleeping).resolves.toBeUndefined();
  await expect(runtime.sleep(60_000, stop.signal)).resolves.toBeUndefined();
});
