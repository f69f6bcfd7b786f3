import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SealingKey, webRuntime } from '@railyard/core/runtime';
import { memoryStore } from '@railyard/core/store';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KEY_SPACE, keyIdOf, newApiKey, storedKeys } from '../src/keys.ts';
import { findLostKeys, forgetOlderKeys } from '../src/lost-keys.ts';
import { nodeRuntime } from '../src/runtime.ts';
import { openSealingKeys } from '../src/sealing-keys.ts';
import { keepSecret } from '../src/secret-file.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'railyard-'));
  file = join(folder, 'secret');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('keepSecret', () => {
  test('makes a secret once, in a file that only its owner may read', () => {
    expect(keepSecret(file, () => 'one')).toBe('one');
    expect(keepSecret(file, () => 'two')).toBe('one');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toBe('one\n');
  });

  test('gives two servers that start at once the same secret', () => {
    const second = keepSecret(file, () => {
      keepSecret(file, () => 'first');
      return 'second';
    });
    expect(second).toBe('first');
  });
});

describe('the sealing keys', () => {
  test('are made at first boot and stay', () => {
    const [made, ...none] = openSealingKeys(file);
    expect(none).toEqual([]);
    expect(made.bytes).toHaveLength(32);
    expect(openSealingKeys(file)).toEqual([made]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('rotate: a new line on top seals, and the old one still opens', () => {
    const before = openSealingKeys(file);
    const sealed = nodeRuntime(before).seal('the credential', 'att_1') as string;
    writeFileSync(file, `new:${Buffer.alloc(32, 7).toString('base64url')}\n${readFileSync(file, 'utf8')}`);
    const after = openSealingKeys(file);
    expect(after.map(({ id }) => id)).toEqual(['new', before[0].id]);
    expect(nodeRuntime(after).unseal(sealed, 'att_1')).toBe('the credential');
    expect(nodeRuntime(after).seal('x', 'y')).toMatch(/^new\./);
  });

  test('that cannot be read are refused, with the way out', () => {
    writeFileSync(file, 'nonsense');
    expect(() => openSealingKeys(file)).toThrow('cannot be read. Restore the file');
  });

  test('are missed when the database began with another, until it is told to forget that', async () => {
    const store = memoryStore();
    const [a, b] = ['a', 'b'].map((id) => ({ id, bytes: new Uint8Array(32) })) as [SealingKey, SealingKey];
    expect(await findLostKeys(store, [a])).toEqual([]);
    expect(await findLostKeys(store, [b, a])).toEqual([]);
    expect(await findLostKeys(store, [b])).toEqual([
      { id: 'a', payments: true, accounts: [], linked: false },
    ]);
    await forgetOlderKeys(store, 'b');
    expect(await findLostKeys(store, [b])).toEqual([]);
  });
});

describe('nodeRuntime', () => {
  const key = { id: 'k1', bytes: new Uint8Array(32).fill(1) };
  const runtime = nodeRuntime([key]);

  test('hashes and seals like the platform of core', async () => {
    const web = webRuntime([key]);
    expect(runtime.hash('Größe')).toBe(await web.hash('Größe'));
    expect(await web.unseal(runtime.seal('secret', 'att_1') as string, 'att_1')).toBe('secret');
    expect(runtime.unseal(await web.seal('secret', 'att_1'), 'att_1')).toBe('secret');
  });

  test('opens nothing under another label or key, and nothing that was tampered with', () => {
    const sealed = runtime.seal('secret', 'att_1') as string;
    expect(sealed).not.toContain('secret');
    expect(runtime.unseal(sealed, 'att_2')).toBeNull();
    expect(nodeRuntime([{ ...key, id: 'k2' }]).unseal(sealed, 'att_1')).toBeNull();
    const at = sealed.length - 4;
    const other = sealed[at] === 'A' ? 'B' : 'A';
    expect(runtime.unseal(`${sealed.slice(0, at)}${other}${sealed.slice(at + 1)}`, 'att_1')).toBeNull();
    for (const broken of ['', 'k1', 'k1..', 'k1.AAAA.AAAA'])
      expect(runtime.unseal(broken, 'att_1')).toBeNull();
  });

  test('sleeps until the time is over or it is told to stop', async () => {
    const stop = new AbortController();
    const asleep = runtime.sleep(60_000, stop.signal);
    stop.abort();
    await asleep;
    const began = performance.now();
    await runtime.sleep(60_000, stop.signal);
    await runtime.sleep(5);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

describe('an API key', () => {
  test('tells test from live, and is stored as a hash only', async () => {
    const store = memoryStore();
    const secret = newApiKey('test');
    expect(secret).toMatch(/^kfa_test_[0-9a-f]{48}$/);
    expect(newApiKey('live')).toMatch(/^kfa_live_/);

    const key = { id: keyIdOf(secret), tenant: 'demo', scopes: ['checkout:read'], seller: null } as const;
    await storedKeys(store).register(secret, key);
    expect(await storedKeys(store).find(secret)).toEqual(key);
    expect(await storedKeys(store).find(newApiKey('test'))).toBeNull();

    const { keys } = await store.list(KEY_SPACE, { tenant: 'demo', limit: 10 });
    const stored = await Promise.all(keys.map((one) => store.get(KEY_SPACE, one)));
    expect(JSON.stringify({ keys, stored })).not.toContain(secret.slice('kfa_test_'.length));
  });

  test('is not found by half of its hash', async () => {
    const store = memoryStore();
    const secret = newApiKey('test');
    const key = { id: 'key_1', tenant: 'demo', scopes: [], seller: null };
    await storedKeys(store).register(secret, key);
    const [found = ''] = (await store.list(KEY_SPACE, { tenant: 'demo', limit: 1 })).keys;
    await store.update([{ space: KEY_SPACE, key: found }], ([row]) => ({
      rows: [
        {
          ...row,
          value: { ...key, hash: found.padEnd(64, '0') },
          tenant: 'demo',
          state: 'active',
          due: null,
        },
      ],
      result: null,
    }));
    expect(await storedKeys(store).find(secret)).toBeNull();
  });
});
