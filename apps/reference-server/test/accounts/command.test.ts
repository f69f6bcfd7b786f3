import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { privateKeyToAddress } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountCommand } from '../../src/commands/account.ts';
import { openDatabase } from '../../src/database.ts';
import { TEXT } from '../matchers.ts';
import { takingAll } from './providers.ts';

const KEY = 'sk_test_canary0123456789abcdWXYZ';
const STRIPE = `STRIPE_SECRET_KEY=${KEY}\nSTRIPE_WEBHOOK_SECRET=whsec_canary_of_webhooks\n`;
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const PEM = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
const COINBASE = `COINBASE_KEY_ID=organizations/1/apiKeys/canary-6789\nCOINBASE_KEY_SECRET="${PEM}"\n`;
const WALLET = `0x${'5a'.repeat(32)}` as const;

/** What Stripe says of a payment that nobody has made, and to a key that may not read its own account. */
const ACCOUNT = JSON.stringify({
  error: { type: 'invalid_request_error', message: "Not permitted on account 'acct_named'." },
});

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'railyard-'));
  await openDatabase(folder).close();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs `railyard account …` in this process, with this text as the secrets. */
async function run(
  words: string,
  secrets?: string,
  set: NodeJS.ProcessEnv = {},
  send: typeof fetch = takingAll,
): Promise<string> {
  const said: string[] = [];
  const args = [...words.split(' '), ...(secrets === undefined ? [] : ['--variable', 'SECRETS'])];
  const variables = { RAILYARD_FOLDER: folder, ...set, SECRETS: secrets };
  await accountCommand({ args, variables, say: (line) => void said.push(line) }, send);
  return said.join('\n');
}

/** What programs are told. */
async function told(words: string, secrets?: string): Promise<unknown> {
  return JSON.parse(await run(`${words} --json`, secrets));
}

/** The sentence with which a call is refused. */
async function refusal(...call: Parameters<typeof run>): Promise<string> {
  try {
    return `Not refused: ${await run(...call)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('railyard account', () => {
  test('keeps accounts of every provider, and shows four characters of each at most', async () => {
    expect(await run('list')).toBe('There are no accounts.');
    expect(await run('add stripe shown', `${STRIPE}STRIPE_PROFILE=profile_1`)).toMatch(
      /^The account "shown" at Stripe is sealed under the key "\w+": …WXYZ, 1 webhook secret, cards by agents\. Have sellers of "demo" paid on it by its name on "stripe-checkout" or "stripe-mpp"\.$/,
    );
    await run('add coinbase shown --tenant other', COINBASE);
    await run('add x402 shown', `X402_REFUND_KEY=${WALLET}`);
    const lines = (await run('list')).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME').split('\n');
    const tail = privateKeyToAddress(WALLET).slice(-4);
    expect(lines.map((line) => line.replace(/under "\w+"/, 'under KEY'))).toEqual([
      'coinbase  shown  other  test  …6789, no webhooks  sealed TIME under KEY',
      'stripe    shown  demo  test  …WXYZ, 1 webhook secret, cards by agents  sealed TIME under KEY',
      `x402      shown  demo  test  …${tail}  sealed TIME under KEY`,
    ]);
  });

  test('takes secrets from a file, a variable or standard input, and from nowhere else', async () => {
    const file = join(folder, 'secrets.env');
    writeFileSync(file, STRIPE);
    expect(await run(`add stripe from-file --file ${file}`)).toContain('…WXYZ');
    rmSync(file);
    expect(await refusal(`add stripe gone --file ${file}`)).toBe(`The file "${file}" cannot be read.`);
    expect(await refusal('add stripe both --file x', STRIPE)).toBe(
      'Give --file or --variable, and not both.',
    );

    const stripe = createServer((_, response) => response.writeHead(404).end(ACCOUNT));
    await once(stripe.listen(0, '127.0.0.1'), 'listening');
    const { port } = stripe.address() as AddressInfo;
    const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
    const child = spawn(
      process.execPath,
      ['--conditions=@railyard/source', main, 'account', 'add', 'stripe', 'piped'],
      {
        env: {
          PATH: process.env.PATH,
          RAILYARD_FOLDER: folder,
          STRIPE_API_URL: `http://127.0.0.1:${port}`,
        },
      },
    );
    child.stdin.end(STRIPE);
    const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr)]);
    stripe.close();
    expect(complained).toBe('');
    expect(said).toContain('The account "piped" at Stripe is sealed');
    expect(await refusal(`add stripe args ${KEY}`)).toContain('and nothing else.');
  });

  test.each([
    [
      'a live key where money is for play',
      'add stripe a',
      STRIPE.replace('_test_', '_live_'),
      {},
      'STRIPE_SECRET_KEY moves live money, and RAILYARD_MODE is "test".',
    ],
    [
      'a test key where money is real',
      'add stripe a',
      STRIPE,
      { RAILYARD_MODE: 'live' },
      'STRIPE_SECRET_KEY moves test money, and RAILYARD_MODE is "live".',
    ],
    [
      'a mode that is none',
      'add stripe a',
      STRIPE,
      { RAILYARD_MODE: 'real' },
      'RAILYARD_MODE has no such value.',
    ],
    [
      'a half of an account',
      'add stripe a',
      'STRIPE_WEBHOOK_SECRET=whsec_canary',
      {},
      'Stripe is configured in part. Set STRIPE_SECRET_KEY too.',
    ],
    ['no key', 'add stripe a', 'STRIPE_SECRET_KEY=canary', {}, 'STRIPE_SECRET_KEY is no secret key.'],
    [
      'a key that Coinbase cannot have made',
      'add coinbase a',
      'COINBASE_KEY_ID=k\nCOINBASE_KEY_SECRET=canary',
      {},
      'Rail "coinbase" has no valid keySecret.',
    ],
    [
      'no key of a wallet',
      'add x402 a',
      `X402_REFUND_KEY=0x${'ff'.repeat(32)}`,
      {},
      'X402_REFUND_KEY is no private key.',
    ],
    [
      'a secret without its name',
      'add stripe a',
      'Y2FuYXJ5==',
      {},
      'Only STRIPE_SECRET_KEY, STRIPE_PROFILE, STRIPE_WEBHOOK_SECRET belong to such an account.',
    ],
    ['nothing', 'add stripe a', 'sk_test_canary', {}, 'There are no secrets. Give STRIPE_SECRET_KEY,'],
    [
      'another address',
      'add stripe a',
      `${STRIPE}STRIPE_API_URL=http://canary`,
      {},
      'Only STRIPE_SECRET_KEY,',
    ],
    [
      'the name of the environment',
      'add stripe main',
      STRIPE,
      {},
      'An account has a name of lower-case letters',
    ],
    [
      'a name that is an address',
      `add x402 0x${'a'.repeat(40)}`,
      STRIPE,
      {},
      'An account has a name of lower-case letters',
    ],
    [
      'a name that is taken',
      'add stripe shown',
      STRIPE,
      {},
      'The account "shown" at Stripe is there. Give it new secrets with rotate,',
    ],
    [
      'another wallet',
      'rotate x402 shown',
      `X402_REFUND_KEY=0x${'5b'.repeat(32)}`,
      {},
      'The account "shown" at x402 is that of 0x',
    ],
    [
      'new secrets for real money',
      'rotate coinbase shown',
      COINBASE,
      { RAILYARD_MODE: 'live' },
      'The account "shown" at Coinbase is for test money, and RAILYARD_MODE is "live".',
    ],
    [
      'an account that is not there',
      'rotate stripe nobody',
      STRIPE,
      {},
      'There is no account "nobody" at Stripe. Add it first.',
    ],
    [
      'a provider that is none',
      'add paypal a',
      STRIPE,
      {},
      'Name a provider, one of stripe, coinbase, x402,',
    ],
    [
      'an option of another verb',
      'remove stripe shown --tenant demo',
      undefined,
      {},
      "Unknown option '--tenant'",
    ],
    ['a verb that is none', 'constructor', undefined, {}, 'There is no action "constructor".'],
  ])('refuses %s, and repeats no secret', async (_, words, secrets, set, sentence) => {
    const before = await run('list');
    const said = await refusal(words, secrets, set);
    expect(said).toContain(sentence);
    expect(said).not.toMatch(/canary|Y2Fu|5b5b|ffff/);
    expect(await run('list')).toBe(before);
  });

  test('answers programs with the same, in JSON', async () => {
    const shown = {
      provider: 'stripe',
      name: 'program',
      tenant: 'demo',
      mode: 'test',
      holder: 'acct_ours',
      state: 'sealed',
      since: TEXT,
      sealed_under: TEXT,
      secrets: { end: '…WXYZ', webhook_secrets: 1, cards: false },
    };
    expect(await told('add stripe program', STRIPE)).toEqual(shown);
    expect(await told('list')).toContainEqual(shown);
    const webhooks = ['/webhooks/stripe-checkout/program', '/webhooks/stripe-mpp/program'];
    expect(await told('show stripe program')).toEqual({ ...shown, webhooks, sellers: [] });
    expect(await told('rotate stripe program', 'STRIPE_WEBHOOK_SECRET=')).toMatchObject({
      secrets: { webhook_secrets: 0 },
    });
    expect(await told('reseal')).toMatchObject({ key: TEXT, lost: [] });
    expect(await told('check stripe program')).toEqual([
      { provider: 'stripe', name: 'program', fault: null },
    ]);
    expect(await told('remove stripe program')).toMatchObject({ state: 'removed', secrets: null });
  });

  test('rotates what is given, and takes away what is empty', async () => {
    await run('add stripe turning', STRIPE);
    const key = KEY.replace('WXYZ', '9999');
    expect(await run('rotate stripe turning', `STRIPE_SECRET_KEY=${key}`)).toContain(
      '…9999, 1 webhook secret.',
    );
    expect(await run('rotate stripe turning', 'STRIPE_WEBHOOK_SECRET=')).toContain('…9999, no webhooks.');
    expect(await refusal('rotate stripe turning', 'STRIPE_SECRET_KEY=')).toContain('There are no secrets.');
    await run('remove stripe turning');
    expect(await refusal('add stripe turning', STRIPE)).toContain('was removed');
  });

  test('leaves no secret readable in any file but that of the keys', async () => {
    const secrets = [
      KEY,
      'whsec_canary_of_webhooks',
      PEM.split('\n')[1] ?? '',
      WALLET.slice(2),
      'canary-6789',
    ];
    const files = readdirSync(folder);
    expect(files).toContain('railyard.db');
    for (const file of files) {
      const bytes = readFileSync(join(folder, file));
      for (const secret of secrets) expect(bytes.includes(secret), `${secret} in ${file}`).toBe(false);
    }
  });
});
