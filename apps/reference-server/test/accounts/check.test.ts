import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accountCommand } from '../../src/commands/account.ts';
import { openDatabase } from '../../src/database.ts';
import { SEALING_KEYS } from '../../src/sealing-keys.ts';
import { storedSellers } from '../../src/sellers.ts';
import { ACME } from '../shop.ts';
import { takingAll } from './providers.ts';
import { paidAs } from './shop.ts';

const STRIPE = 'STRIPE_SECRET_KEY=sk_test_canary0123456789abcdWXYZ\nSTRIPE_PROFILE=profile_1';
const RING = `first:${Buffer.alloc(32, 1).toString('base64url')}`;

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'railyard-'));
  await openDatabase(folder).close();
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs `railyard account …` with sealing keys from the environment, and gives what it says or refuses with. */
async function run(
  words: string,
  send: typeof fetch = takingAll,
  variables: NodeJS.ProcessEnv = {},
): Promise<string> {
  const said: string[] = [];
  const given = /^(?:add|rotate)/.test(words) ? ['--variable', 'SECRETS'] : [];
  const set = { RAILYARD_FOLDER: folder, SEALING_KEYS: RING, SECRETS: STRIPE, ...variables };
  const args = [...words.split(' '), ...given];
  try {
    await accountCommand({ args, variables: set, say: (line) => void said.push(line) }, send);
  } catch (error) {
    said.push(`refused: ${error instanceof Error ? error.message : String(error)}`);
  }
  return said.join('\n');
}

/** A provider who answers every call alike. */
function answering(status: number, body: unknown): typeof fetch {
  return async () => Response.json(body, { status });
}

const UNKNOWN_KEY = answering(401, { error: { type: 'invalid_request_error', message: 'sk_test_canary' } });

async function unreachable(): Promise<Response> {
  throw new TypeError('fetch failed: sk_test_canary');
}

function ofAccount(id: string): typeof fetch {
  return async (input, init) => {
    const { url } = new Request(input, init);
    return url.endsWith('/v1/account') ? Response.json({ id }) : takingAll(input, init);
  };
}

describe('a key that its provider is asked about', () => {
  test.each([
    ['that it does not take', UNKNOWN_KEY, 'Stripe does not take this key.'],
    ['while it cannot be reached', unreachable, 'Stripe cannot be asked whose key that is.'],
    ['while it fails', answering(500, {}), 'Stripe cannot be asked whose key that is.'],
    ['where something else answers', answering(200, ['sk_test_canary']), 'Stripe cannot be asked'],
    ['whose account it does not tell', ofAccount('canary'), 'Stripe does not say whose key that is.'],
  ])('is not kept %s', async (_, send, sentence) => {
    const said = await run('add stripe own', send);
    expect(said).toContain(`refused: ${sentence}`);
    expect(said).not.toContain('canary');
    expect(await run('list')).toBe('There are no accounts.');
  });

  test('is that of the same account when it takes the place of another', async () => {
    await run('add stripe own');
    const said = await run('rotate stripe own', ofAccount('acct_another'));
    expect(said).toBe(
      'refused: The account "own" at Stripe is that of acct_ours, and these secrets are of acct_another. Add those under another name.',
    );
    expect(await run('rotate stripe own', takingAll, { SECRETS: 'STRIPE_PROFILE=profile_2' })).toContain(
      'refused: The account "own" at Stripe has another STRIPE_PROFILE',
    );
    await run('remove stripe own');
    expect(await run('rotate stripe own', ofAccount('acct_another'))).toContain('refused:');
    expect(await run('rotate stripe own')).toContain('is sealed under the key "first"');
  });
});

describe('railyard account check', () => {
  test('says of each whether its provider takes it, and fails when one does not', async () => {
    expect(await run('check')).toBe('There are no accounts.');
    await run('add stripe own');
    await run('add stripe gone');
    await run('remove stripe gone');
    expect(await run('check')).toBe('The account "own" at Stripe: in order.');
    expect(await run('check stripe own', UNKNOWN_KEY)).toContain(
      'refused: The account "own" at Stripe: Stripe does not take this key.',
    );
    expect(await run('check', ofAccount('acct_another'))).toContain('is that of acct_ours');
    expect(await run('check --json', ofAccount('acct_another'))).toMatch(
      /"fault": "The account .*refused: /s,
    );
    expect(await run('check stripe gone')).toContain('It was removed.');
    expect(await run('check', takingAll, { RAILYARD_MODE: 'live' })).toContain('It is for test money');
    const other = `other:${Buffer.alloc(32, 2).toString('base64url')}`;
    expect(await run('check', takingAll, { SEALING_KEYS: other })).toContain(
      'No sealing key here opens its secrets.',
    );
  });
});

test('railyard account show tells whose an account is, who is paid on it and where it is rung, and no secret', async () => {
  await run('add stripe own');
  const store = openDatabase(folder);
  await storedSellers(store).save({ ...ACME, accounts: paidAs('own') });
  await store.close();
  const lines = (await run('show stripe own')).replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, 'TIME').split('\n');
  expect(lines).toEqual([
    'The account "own" at Stripe',
    '  whose it is  acct_ours',
    '  tenant       demo',
    '  money        test',
    '  secrets      …WXYZ, no webhooks, cards by agents, sealed TIME under "first"',
    `  paid on it   "${ACME.handle}"`,
    '  webhooks     /webhooks/stripe-checkout/own, /webhooks/stripe-mpp/own',
  ]);
  expect(await run('show stripe nobody')).toContain('There is no account "nobody" at Stripe.');
});

describe('sealing keys from the environment', () => {
  test('seal, and leave no key in the folder', async () => {
    expect(await run('add stripe own')).toContain('is sealed under the key "first"');
    expect(existsSync(join(folder, SEALING_KEYS))).toBe(false);
  });

  test('are missed where they were forgotten, before another key is made', async () => {
    await run('add stripe own');
    expect(await run('add stripe other', takingAll, { SEALING_KEYS: '' })).toBe(
      'refused: The sealing keys of this database are not here. Set SEALING_KEYS as the server has it, or restore the file sealing-keys.',
    );
    expect(existsSync(join(folder, SEALING_KEYS))).toBe(false);
  });

  test.each(['canary', `${RING},${RING}`, `a b:${'c'.repeat(43)}`, `${RING},`])(
    'that are none are refused, and not repeated: %s',
    async (keys) => {
      const said = await run('list', takingAll, { SEALING_KEYS: keys });
      expect(said).toContain('refused: SEALING_KEYS holds something that is no sealing key');
      expect(said).not.toMatch(/canary|AQEB/);
    },
  );
});
