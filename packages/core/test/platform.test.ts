import { expect, it } from 'vitest';
import { type SealingKey, webPlatform } from '../src/platform.ts';

const key = (id: string, fill: number, length = 32): SealingKey => ({
  id,
  bytes: new Uint8Array(length).fill(fill),
});
const OLD = key('k1', 1);
const NEW = key('k2', 2);

it('opens what it sealed, under the same label only', async () => {
  const platform = webPlatform([OLD]);
  const sealed = await platform.seal('tok_s€cret', 'att_1');

  expect(await platform.unseal(sealed, 'att_1')).toBe('tok_s€cret');
  expect(await platform.unseal(sealed, 'att_2')).toBeNull();
  expect(sealed).not.toContain('tok');
});

it('seals the same text differently each time', async () => {
  const platform = webPlatform([OLD]);
  expect(await platform.seal('x', 'a')).not.toBe(await platform.seal('x', 'a'));
});

it('seals under the newest key and opens under every key it still has', async () => {
  const before = await webPlatform([OLD]).seal('x', 'a');
  const rotated = webPlatform([NEW, OLD]);

  expect(await rotated.unseal(before, 'a')).toBe('x');
  expect(await rotated.seal('x', 'a')).toMatch(/^k2\./);
  expect(await webPlatform([NEW]).unseal(before, 'a')).toBeNull();
});

it('opens nothing with another key of the same name', async () => {
  const sealed = await webPlatform([OLD]).seal('x', 'a');
  expect(await webPlatform([key('k1', 9)]).unseal(sealed, 'a')).toBeNull();
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
  expect(await webPlatform([OLD]).unseal(sealed, 'a')).toBeNull();
});

it('seals a text of 100 kB', async () => {
  const platform = webPlatform([OLD]);
  const text = 'x'.repeat(100_000);
  expect(await platform.unseal(await platform.seal(text, 'a'), 'a')).toBe(text);
});

it.each([
  ['no key', []],
  ['a key of 31 bytes', [key('k1', 1, 31)]],
  ['a second key of 16 bytes', [OLD, key('k2', 1, 16)]],
  ['a name with a dot', [key('k.1', 1)]],
  ['no name', [key('', 1)]],
  ['one name for two keys', [OLD, key('k1', 2)]],
])('refuses a ring with %s', (_, keys) => {
  expect(() => webPlatform(keys)).toThrow(expect.objectContaining({ code: 'configuration' }));
});

it('hashes with SHA-256 into base64url without padding', async () => {
  const platform = webPlatform([OLD]);
  expect(await platform.hash('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
  expect(await platform.hash('')).toBe('47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU');
});

it('gives as many random bytes as asked for, and never the same', () => {
  const platform = webPlatform([OLD]);
  expect(platform.random(16)).toHaveLength(16);
  expect(platform.random(16)).not.toEqual(platform.random(16));
});

it('ends a sleep when its signal aborts, also one that has aborted before', async () => {
  const platform = webPlatform([OLD]);
  const stop = new AbortController();
  const sleeping = platform.sleep(60_000, stop.signal);
  stop.abort();
  await expect(sleeping).resolves.toBeUndefined();
  await expect(platform.sleep(60_000, stop.signal)).resolves.toBeUndefined();
});
