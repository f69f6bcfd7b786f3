import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { verifyWebhookSignature } from 'hook0-client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type CheckoutEvent, hostile, type Sandbox, startSandbox } from '../src/index.ts';
import { listen } from '../src/port.ts';
import { type CoinbaseSaid, type CoinbaseSent, ORDER, send } from './coinbase-support.ts';
import { answers, pidOf, post, temporaryFolder, useSandbox } from './support.ts';

const KEY = '3f2c9a34-9d1b-4c57-8a8e-0d7f5d0a7c11';

/** Asks a sandbox's Coinbase. Rejects when no answer arrives. */
function ask({ coinbase }: Sandbox, target: string, sent: CoinbaseSent = {}): Promise<CoinbaseSaid> {
  return send({ local: { fetch }, facts: coinbase, now: Date.now }, target, sent);
}

async function create(sandbox: Sandbox, key = crypto.randomUUID() as string): Promise<CoinbaseSaid> {
  return ask(sandbox, 'POST /checkouts', { body: ORDER, key });
}

/** A sandbox that does not outlive its test. */
async function start(folder: string): Promise<Sandbox> {
  const sandbox = await startSandbox({ folder });
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

async function gone({ coinbase }: Sandbox): Promise<void> {
  await expect.poll(() => answers(coinbase.url), { timeout: 5000 }).toBe(false);
}

describe('the Coinbase of a sandbox', () => {
  it('loses nothing that it answered when it is killed, and has its pages at its new address', async () => {
    const folder = temporaryFolder();
    const first = await startSandbox({ folder });
    const paid = await create(first);
    await hostile(first).coinbase.visit(paid.body.id ?? '', 'pay');
    await hostile(first).coinbase.fault('checkouts.create', { fault: 'cut', when: 'after' });
    await expect(create(first, KEY)).rejects.toThrow('fetch failed');
    process.kill(pidOf(folder), 'SIGKILL');
    await gone(first);

    const second = await start(folder);
    expect({ ...second.coinbase, url: '' }).toEqual({ ...first.coinbase, url: '' });
    const found = await create(second, KEY);
    const { origin } = new URL(second.coinbase.url);
    expect(found.body.url).toMatch(new RegExp(`^${origin}/payment-links/pl_`));
    expect((await fetch(found.body.url ?? '')).status).toBe(200);
    const { body } = await ask(second, 'GET /checkouts');
    expect(body.checkouts?.map(({ id, status }) => [id, status])).toEqual([
      [found.body.id, 'ACTIVE'],
      [paid.body.id, 'COMPLETED'],
    ]);
  });

  it('says in a sentence that its file is damaged', async () => {
    const folder = temporaryFolder();
    const first = await startSandbox({ folder });
    await first.stop();
    await gone(first);
    writeFileSync(join(folder, 'sandbox', 'coinbase.jsonl'), '{\n');
    await expect(startSandbox({ folder })).rejects.toThrow('coinbase.jsonl is damaged');
  });
});

describe('a sandbox that is told', () => {
  const used = useSandbox();

  it('shows a person the page, and does what its buttons say', async () => {
    const { body } = await create(used.sandbox);
    expect(await (await fetch(body.url ?? '')).text()).toContain('Pay 85.50 USDC');
    const form = new URLSearchParams({ action: 'pay' });
    const paid = await fetch(body.url ?? '', { method: 'POST', body: form, redirect: 'manual' });
    expect(paid.status).toBe(303);
    expect((await ask(used.sandbox, `GET /checkouts/${body.id}`)).body.status).toBe('COMPLETED');
  });

  it('cuts, stalls and turns away as told, and then no more', async () => {
    const { sandbox, yard } = used;
    await yard.coinbase.fault('checkouts.list', { fault: 'cut' });
    await yard.coinbase.fault('checkouts.list', { fault: 'unauthorized' });
    await yard.coinbase.fault('checkouts.list', { fault: 'stall' });
    await expect(ask(sandbox, 'GET /checkouts')).rejects.toThrow('fetch failed');
    expect((await ask(sandbox, 'GET /checkouts')).status).toBe(401);
    const hangUp = new AbortController();
    const stalled = ask(sandbox, 'GET /checkouts', { signal: hangUp.signal });
    await expect.poll(() => yard.coinbase.calls()).toHaveLength(3);
    hangUp.abort();
    await expect(stalled).rejects.toThrow('aborted');
    expect((await ask(sandbox, 'GET /checkouts')).status).toBe(200);
    await yard.reset();
    expect(await yard.coinbase.calls()).toEqual([]);
  });

  it('plays the buyer, and has refunds arrive', async () => {
    const { sandbox, yard } = used;
    const id = (await create(sandbox)).body.id ?? '';
    const visit = await yard.coinbase.visit(id, 'pay');
    expect(visit).toMatchObject({ checkout: { id, status: 'COMPLETED' }, redirect: null });
    const { body } = await ask(sandbox, `POST /checkouts/${id}/refund`, { body: { amount: '85.50' } });
    await yard.coinbase.refund(body.refund?.id ?? '', 'completed');
    expect((await ask(sandbox, `GET /checkouts/${id}`)).body.status).toBe('REFUNDED');
    await expect(yard.coinbase.visit(id, 'pay')).rejects.toThrow('it is REFUNDED');
  });

  it('sends signed webhooks to who listens, and again to who does not take them', async () => {
    const { sandbox, yard } = used;
    const arrived: { readonly body: Buffer; readonly headers: Headers }[] = [];
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const headers = new Headers(request.headers as Record<string, string>);
        arrived.push({ body: Buffer.concat(parts), headers });
        response.writeHead(arrived.length === 1 ? 500 : 200).end();
      });
    });
    const port = await listen(server, null);
    onTestFinished(async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    });
    await yard.coinbase.webhooks({ fault: 'drop', event: 'checkout.payment.failed' });
    await yard.coinbase.listen(`http://127.0.0.1:${port}/hooks`);
    for (const action of ['fail', 'pay'] as const)
      await yard.coinbase.visit((await create(sandbox)).body.id ?? '', action);
    await expect.poll(() => arrived, { timeout: 5000 }).toHaveLength(2);
    const events = arrived.map(({ body, headers }) => {
      const signature = headers.get('x-hook0-signature') ?? '';
      const { webhookSecret } = sandbox.coinbase;
      expect(verifyWebhookSignature(signature, body, headers, webhookSecret, 300)).toBe(true);
      return JSON.parse(body.toString()) as CheckoutEvent;
    });
    expect(events.map(({ eventType }) => eventType)).toEqual([
      'checkout.payment.success',
      'checkout.payment.success',
    ]);
    expect(events[0]).toEqual(events[1]);
  });

  it.each([
    ['', { fault: 'cut' }, '"call" must be one of checkouts.create,'],
    ['', { call: 'checkouts.create', fault: 'no_access' }, '"fault" must be one of'],
    ['', { call: 'checkouts.create', fault: 'unauthorized', when: 'after' }, '"when" does not belong here.'],
    ['/webhooks', { fault: 'lose' }, '"fault" must be one of drop,'],
    ['/listen', { url: 'shop' }, '"shop" is no address.'],
    ['/visit', { checkout: '7', action: 'steal' }, '"action" must be one of pay,'],
    ['/visit', { checkout: '7', action: 'pay' }, 'There is no checkout "7".'],
    ['/refund', { refund: '7', outcome: 'lost' }, '"outcome" must be one of completed, failed.'],
    ['/refund', { refund: '7', outcome: 'failed' }, 'There is no refund "7".'],
  ])('refuses in a sentence: %s %j', async (path, body, sentence) => {
    const { status, text } = await post(`${used.sandbox.faultsUrl}/coinbase${path}`, body);
    expect(status).toBe(422);
    expect((JSON.parse(text) as { error: string }).error).toContain(sentence);
  });
});
