import { once } from 'node:events';
import { appendFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import Stripe from 'stripe';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hostile, type Sandbox, type StripeFault, startSandbox } from '../src/index.ts';
import { listen } from '../src/port.ts';
import { payForm } from './stripe-support.ts';
import { answers, pidOf, post, temporaryFolder, useSandbox } from './support.ts';

interface Told {
  readonly status: number;
  readonly replayed: boolean;
  readonly body: {
    readonly id?: string;
    readonly status?: string;
    readonly data?: readonly { id: string }[];
  };
}

/** Asks a sandbox's Stripe. Rejects when no answer arrives. */
async function ask(
  { stripe }: Sandbox,
  target: string,
  form = '',
  key: string = crypto.randomUUID(),
): Promise<Told> {
  const [method = '', path = ''] = target.split(' ');
  const response = await fetch(`${stripe.url}/v1/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${stripe.secretKey}`,
      'stripe-version': stripe.previewVersion,
      'content-type': 'application/x-www-form-urlencoded',
      'idempotency-key': key,
    },
    ...(method === 'POST' && { body: form }),
  });
  const replayed = response.headers.has('idempotent-replayed');
  return { status: response.status, replayed, body: (await response.json()) as Told['body'] };
}

async function mint(sandbox: Sandbox, method = 'pm_card_visa'): Promise<string> {
  const form = `payment_method=${method}&usage_limits[currency]=usd&usage_limits[max_amount]=4999`;
  const { body } = await ask(sandbox, 'POST test_helpers/shared_payment/granted_tokens', form);
  return body.id ?? '';
}

async function pay(sandbox: Sandbox, method?: string): Promise<Told> {
  return ask(sandbox, 'POST payment_intents', payForm(await mint(sandbox, method)));
}

/** A sandbox that does not outlive its test. */
async function start(folder: string): Promise<Sandbox> {
  const sandbox = await startSandbox({ folder });
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

async function gone({ stripe }: Sandbox): Promise<void> {
  await expect.poll(() => answers(stripe.url), { timeout: 5000 }).toBe(false);
}

describe('the Stripe of a sandbox', () => {
  it('goes on after a restart, with its keys and tokens', async () => {
    const folder = temporaryFolder();
    const first = await startSandbox({ folder });
    const [spent, fresh] = [await mint(first), await mint(first)];
    const paid = await ask(first, 'POST payment_intents', payForm(spent), 'k');
    await first.stop();
    await gone(first);

    const second = await start(folder);
    expect(second.stripe).toEqual({ ...first.stripe, url: second.stripe.url });
    const again = await ask(second, 'POST payment_intents', payForm(spent), 'k');
    expect(again).toEqual({ ...paid, replayed: true });
    expect((await ask(second, 'POST payment_intents', payForm(spent))).status).toBe(400);
    expect((await ask(second, 'POST payment_intents', payForm(fresh))).body.status).toBe('succeeded');
  });

  it('loses nothing that it answered, nor what it did before an answer got lost, when it is killed', async () => {
    const folder = temporaryFolder();
    const first = await startSandbox({ folder });
    const answered = await pay(first);
    const token = await mint(first);
    await hostile(first).stripe('payment_intents.create', { fault: 'cut', when: 'after' });
    await expect(ask(first, 'POST payment_intents', payForm(token), 'k')).rejects.toThrow('fetch failed');
    process.kill(pidOf(folder), 'SIGKILL');
    await gone(first);

    const second = await start(folder);
    const lost = await ask(second, 'POST payment_intents', payForm(token), 'k');
    expect(lost).toMatchObject({ replayed: true, body: { status: 'succeeded' } });
    const { body } = await ask(second, 'GET payment_intents');
    expect(body.data?.map(({ id }) => id)).toEqual([lost.body.id, answered.body.id]);
  });

  it('takes a line that a kill broke off for nothing', async () => {
    const folder = temporaryFolder();
    const first = await startSandbox({ folder });
    const paid = await pay(first);
    await first.stop();
    await gone(first);
    appendFileSync(join(folder, 'sandbox', 'stripe.jsonl'), '{"seed":"');
    const { body } = await ask(await start(folder), 'GET payment_intents');
    expect(body.data).toMatchObject([{ id: paid.body.id }]);
  });

  it('says in a sentence that its file is damaged', async () => {
    const folder = temporaryFolder();
    const first = await startSandbox({ folder });
    await first.stop();
    await gone(first);
    writeFileSync(join(folder, 'sandbox', 'stripe.jsonl'), '{\n');
    await expect(startSandbox({ folder })).rejects.toThrow('stripe.jsonl is damaged');
  });
});

describe('a sandbox that is told', () => {
  const used = useSandbox();

  it.each<readonly [StripeFault, string]>([
    [{ fault: 'cut' }, 'TypeError: fetch failed'],
    [{ fault: 'error_less' }, '500'],
    [{ fault: 'status', status: 503 }, '503'],
    [{ fault: 'rate_limit' }, '429'],
    [{ fault: 'in_use' }, '409'],
    [{ fault: 'no_access' }, '403'],
    [{ fault: 'bad_gateway' }, 'SyntaxError'],
    [{ fault: 'not_json' }, 'SyntaxError'],
  ])('does %o to the next call, and then no more', async (fault, seen) => {
    await used.yard.stripe('refunds.create', fault);
    const refund = (): Promise<string> =>
      ask(used.sandbox, 'POST refunds', 'payment_intent=pi_1').then(({ status }) => String(status), String);
    expect(await refund()).toContain(seen);
    expect(await refund()).toBe('400');
  });

  it('stalls a call until its caller hangs up', async () => {
    await used.yard.stripe('payment_intents.list', { fault: 'stall' });
    const hangUp = new AbortController();
    const { url } = used.sandbox.stripe;
    const call = fetch(`${url}/v1/payment_intents`, { signal: hangUp.signal });
    await expect.poll(() => used.yard.stripeCalls()).toHaveLength(1);
    hangUp.abort();
    await expect(call).rejects.toThrow('aborted');
  });

  it('plays the bank and the payer', async () => {
    const { sandbox, yard } = used;
    const { body } = await pay(sandbox, 'pm_usBankAccount_success');
    const id = body.id ?? '';
    await yard.bank.finish(id, 'succeeded');
    expect((await ask(sandbox, `GET payment_intents/${id}`)).body.status).toBe('succeeded');
    const refund = await ask(sandbox, 'POST refunds', `payment_intent=${id}&amount=100`);
    await yard.bank.refund(refund.body.id ?? '', 'failed');
    expect((await ask(sandbox, `GET refunds/${refund.body.id}`)).body.status).toBe('failed');
    expect(await yard.bank.dispute(id)).toMatch(/^du_/);
    await expect(yard.bank.finish(id, 'failed')).rejects.toThrow('nothing is awaited');
    await expect(yard.bank.finish('pi_1', 'failed')).rejects.toThrow("No such payment_intent: 'pi_1'");
  });

  it('has the search lag, and forgets that and the calls when reset', async () => {
    const { sandbox, yard } = used;
    const query = encodeURIComponent("status:'succeeded'");
    await pay(sandbox);
    const found = async (): Promise<number | undefined> =>
      (await ask(sandbox, `GET payment_intents/search?query=${query}`)).body.data?.length;
    await yard.searchLag(600_000);
    expect(await found()).toBe(0);
    expect((await yard.stripeCalls()).map(({ call }) => call)).toEqual([
      'granted_tokens.create',
      'payment_intents.create',
      'payment_intents.search',
    ]);
    await yard.reset();
    expect(await found()).toBeGreaterThan(0);
    expect(await yard.stripeCalls()).toHaveLength(1);
  });

  it('sends signed webhooks to who listens, and again to who does not take them', async () => {
    const { sandbox, yard } = used;
    const arrived: { readonly body: string; readonly signature: string }[] = [];
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        arrived.push({
          body: Buffer.concat(parts).toString(),
          signature: String(request.headers['stripe-signature']),
        });
        response.writeHead(arrived.length === 1 ? 500 : 200).end();
      });
    });
    const port = await listen(server, null);
    onTestFinished(async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    });
    await yard.webhooks({ fault: 'drop', event: 'charge.succeeded' });
    await yard.listen(`http://127.0.0.1:${port}/hooks`);
    await pay(sandbox);
    await expect.poll(() => arrived, { timeout: 5000 }).toHaveLength(5);
    const events = await Promise.all(
      arrived.map(({ body, signature }) =>
        Stripe.webhooks.constructEventAsync(body, signature, sandbox.stripe.webhookSecret),
      ),
    );
    expect(events.map(({ type }) => type)).toEqual([
      'payment_intent.created',
      'payment_intent.succeeded',
      'shared_payment.granted_token.used',
      'shared_payment.granted_token.deactivated',
      'payment_intent.created',
    ]);
    expect(events[0]?.id).toBe(events[4]?.id);
  });

  it.each([
    ['', { fault: 'cut' }, '"call" must be one of'],
    ['', { call: 'refunds.make', fault: 'cut' }, '"call" must be one of'],
    ['', { call: 'refunds.create', fault: 'rate_limit', when: 'after' }, '"when" does not belong here.'],
    ['', { call: 'refunds.create', fault: 'delay' }, '"ms" must be a whole number from 0 to 600000.'],
    ['/webhooks', { fault: 'lose' }, '"fault" must be one of drop,'],
    ['/webhooks', { fault: 'drop', event: 7 }, '"event" must be a text.'],
    ['/lag', { ms: -1 }, '"ms" must be a whole number'],
    ['/finish', { intent: 'pi_1', outcome: 'lost' }, '"outcome" must be one of succeeded, failed.'],
    ['/refund', { refund: 're_1', outcome: 'failed' }, "No such refund: 're_1'"],
    ['/dispute', {}, '"intent" must be a text.'],
    ['/listen', { url: 7 }, '"url" must be a text.'],
  ])('refuses in a sentence: %s %j', async (path, body, sentence) => {
    const { status, text } = await post(`${used.sandbox.faultsUrl}/stripe${path}`, body);
    expect(status).toBe(422);
    expect((JSON.parse(text) as { error: string }).error).toContain(sentence);
  });
});
