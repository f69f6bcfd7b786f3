import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import Stripe from 'stripe';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hostile, type Sandbox, startSandbox } from '../src/index.ts';
import { listen } from '../src/port.ts';
import { CARDHOLDER, reasonOf } from './issuing-support.ts';
import { answers, pidOf, temporaryFolder } from './support.ts';

/** A sandbox that does not outlive its test. */
async function start(folder: string): Promise<Sandbox> {
  const sandbox = await startSandbox({ folder });
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

function sdkOf({ stripe }: Sandbox): Stripe {
  const { hostname: host, port } = new URL(stripe.url);
  return new Stripe(stripe.secretKey, {
    host,
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  });
}

async function mint(sdk: Stripe): Promise<string> {
  const { id: cardholder } = await sdk.issuing.cardholders.create(CARDHOLDER);
  const terms = { currency: 'usd', type: 'virtual', status: 'active' } as const;
  return (await sdk.issuing.cards.create({ cardholder, ...terms })).id;
}

interface Platform {
  readonly url: string;
  /** How often it has said nothing. */
  unanswered(): number;
}

/** A platform that approves, but for amounts of 2: of those it says nothing. */
async function openPlatform(): Promise<Platform> {
  let unanswered = 0;
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => {
      text += part.toString();
    });
    request.on('end', () => {
      if (text.includes('"amount": 2,')) {
        unanswered += 1;
        return;
      }
      response.writeHead(200, { 'stripe-version': '2026-10-28.endive', 'content-type': 'application/json' });
      response.end('{"approved":true}');
    });
  });
  const port = await listen(server, null);
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close').catch(() => {});
  });
  return { url: `http://127.0.0.1:${port}/authorize`, unanswered: () => unanswered };
}

describe('the issuer of a sandbox', () => {
  it('asks a platform over the network, for 2 s', async () => {
    const sandbox = await start(temporaryFolder());
    const sdk = sdkOf(sandbox);
    const { authorizations } = sdk.testHelpers.issuing;
    const { issuing } = hostile(sandbox);
    await issuing.authorizeAt((await openPlatform()).url);
    const card = await mint(sdk);
    expect(reasonOf(await authorizations.create({ card, amount: 4999 }))).toBe('approved webhook_approved');
    const began = performance.now();
    expect(reasonOf(await authorizations.create({ card, amount: 2 }))).toBe('declined webhook_timeout');
    expect(performance.now() - began).toBeGreaterThan(1900);
    await issuing.decline({ reason: 'suspected_fraud' });
    expect(reasonOf(await authorizations.create({ card, amount: 1 }))).toBe('declined suspected_fraud');
    const { money, cards, authorizations: seen, transactions } = await issuing.books();
    expect(money).toMatchObject([{ card, status: 'active', held: 4999, taken: 0 }]);
    expect([cards.length, seen.length, transactions.length]).toEqual([1, 3, 0]);
    await expect(issuing.authorizeAt('nowhere')).rejects.toThrow('Invalid URL.');
  });

  it('goes on after it was killed, with its cards, and has written no number', async () => {
    const folder = temporaryFolder();
    const first = await startSandbox({ folder });
    const card = await mint(sdkOf(first));
    const expand = { expand: ['number', 'cvc'] };
    const shown = await sdkOf(first).issuing.cards.retrieve(card, expand);
    const platform = await openPlatform();
    await hostile(first).issuing.authorizeAt(platform.url, 'approve');
    const asking = sdkOf(first).testHelpers.issuing.authorizations.create({ card, amount: 2 });
    // What it is asked about has been kept.
    await expect.poll(() => platform.unanswered()).toBe(1);
    process.kill(pidOf(folder), 'SIGKILL');
    await expect.poll(() => answers(first.stripe.url), { timeout: 5000 }).toBe(false);

    await expect(asking).rejects.toThrow('connection');

    const second = await start(folder);
    expect(await sdkOf(second).issuing.cards.retrieve(card, expand)).toEqual(shown);
    expect((await hostile(second).issuing.books()).authorizations).toMatchObject([
      { status: 'closed', approved: false, pending_request: null },
    ]);
    await hostile(second).issuing.authorizeAt('http://127.0.0.1:1/nobody', 'approve');
    const authorization = await sdkOf(second).testHelpers.issuing.authorizations.create({ card, amount: 1 });
    expect(reasonOf(authorization)).toBe('declined webhook_error');
    for (const file of ['stripe.jsonl', 'log'])
      expect(readFileSync(join(folder, 'sandbox', file), 'utf8')).not.toContain(shown.number);
  });
});
