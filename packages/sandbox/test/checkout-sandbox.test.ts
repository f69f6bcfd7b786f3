import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hostile, type Sandbox, startSandbox } from '../src/index.ts';
import { listen } from '../src/port.ts';
import { LEAST } from './checkout-support.ts';
import { answers, pidOf, temporaryFolder, useSandbox } from './support.ts';

interface Session {
  readonly id: string;
  readonly url: string | null;
  readonly status: string;
  readonly payment_status: string;
}

/** Asks a sandbox's Stripe for a session, which is opened unless the path of one, or of a list, is given. */
async function session<Answered = Session>(
  { stripe }: Sandbox,
  { path = '', key }: { readonly path?: string; readonly key?: string } = {},
): Promise<Answered> {
  const response = await fetch(`${stripe.url}/v1/checkout/sessions${path}`, {
    headers: {
      authorization: `Bearer ${stripe.secretKey}`,
      'stripe-version': stripe.version,
      'content-type': 'application/x-www-form-urlencoded',
      ...(key && { 'idempotency-key': key }),
    },
    ...(path === '' && { method: 'POST', body: LEAST }),
  });
  return (await response.json()) as Answered;
}

function press({ url }: Session, action: string): Promise<Response> {
  return fetch(url ?? '', { method: 'POST', body: new URLSearchParams({ action }), redirect: 'manual' });
}

async function stop(sandbox: Sandbox, ending: () => unknown): Promise<void> {
  await ending();
  await expect.poll(() => answers(sandbox.stripe.url), { timeout: 5000 }).toBe(false);
}

describe('the payment page of a sandbox', () => {
  const used = useSandbox();

  it('is where the session says, and takes one payment of many presses', async () => {
    const opened = await session(used.sandbox);
    expect(opened.url).toBe(`${used.sandbox.stripe.url}/c/pay/${opened.id}`);
    const page = await fetch(opened.url ?? '');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).toContain('Pay $49.99');
    const presses = await Promise.all(Array.from({ length: 4 }, () => press(opened, 'pay')));
    expect(presses.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 409, 409, 409]);
    const paid = await session(used.sandbox, { path: `/${opened.id}` });
    expect(paid).toMatchObject({ status: 'complete', payment_status: 'paid', url: null });
  });

  it('is acted on by a test too', async () => {
    const { sandbox, yard } = used;
    const { id } = await session(sandbox);
    const entry = { method: 'pm_card_amex', email: 'ada@shop.example' };
    expect(await yard.visit(id, 'pay', entry)).toMatchObject({
      redirect: 'https://shop.example/done',
      notice: null,
      session: { id, status: 'complete', customer_details: { email: entry.email } },
    });
    await expect(yard.visit(id, 'pay')).rejects.toThrow('it is complete');
    await expect(yard.visit('cs_test_1', 'pay')).rejects.toThrow("No such checkout.session: 'cs_test_1'");
    await expect(yard.visit(id, 'steal' as 'pay')).rejects.toThrow('"action" must be one of pay, decline,');
  });

  it('is paid before the call that opened it is answered', async () => {
    const { sandbox, yard } = used;
    await yard.stripe('checkout_sessions.create', { fault: 'delay', ms: 600_000, when: 'after' });
    const before = await yard.stripeCalls();
    const hangUp = new AbortController();
    const { stripe } = sandbox;
    const call = fetch(`${stripe.url}/v1/checkout/sessions`, {
      method: 'POST',
      body: `${LEAST}&client_reference_id=slow`,
      signal: hangUp.signal,
      headers: {
        authorization: `Bearer ${stripe.secretKey}`,
        'stripe-version': stripe.version,
        'content-type': 'application/x-www-form-urlencoded',
      },
    });
    await expect.poll(async () => (await yard.stripeCalls())[before.length]?.status).toBe(200);
    const list = await session<{ readonly data: [Session] }>(sandbox, { path: '?limit=1' });
    expect((await press(list.data[0], 'pay')).status).toBe(303);
    hangUp.abort();
    await expect(call).rejects.toThrow('aborted');
  });

  it.each(['/c/pay/cs_test_1', '/c/pay/', '/c/other'])('is not at %s', async (path) => {
    expect((await fetch(`${used.sandbox.stripe.url}${path}`)).status).toBe(404);
  });

  it('takes no more than a form', async () => {
    const opened = await session(used.sandbox);
    const body = new URLSearchParams({ action: 'pay', email: 'x'.repeat(20_000) });
    expect((await fetch(opened.url ?? '', { method: 'POST', body })).status).toBe(413);
    expect((await session(used.sandbox, { path: `/${opened.id}` })).status).toBe('open');
  });
});

describe('the sessions of a folder', () => {
  it('go on after a kill, at the address where the sandbox is then', async () => {
    const folder = temporaryFolder();
    const first = await startSandbox({ folder });
    const [open, paid] = [await session(first, { key: 'k' }), await session(first)];
    await press(paid, 'debit');
    await stop(first, () => process.kill(pidOf(folder), 'SIGKILL'));

    const second = await startSandbox({ folder });
    onTestFinished(() => second.stop());
    const url = `${second.stripe.url}/c/pay/${open.id}`;
    expect(url).not.toBe(open.url);
    expect(await session(second, { path: `/${open.id}` })).toEqual({ ...open, url });
    expect(await session(second, { key: 'k' })).toEqual({ ...open, url });
    expect((await press({ ...open, url }, 'pay')).status).toBe(303);
    expect(await session(second, { path: `/${paid.id}` })).toMatchObject({
      status: 'complete',
      payment_status: 'unpaid',
    });
  });

  it('are told of as they end', async () => {
    const folder = temporaryFolder();
    const sandbox = await startSandbox({ folder });
    onTestFinished(() => sandbox.stop());
    const arrived: string[] = [];
    const server = createServer((request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => arrived.push(text));
      request.on('end', () => response.end());
    });
    const port = await listen(server, null);
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const yard = hostile(sandbox);
    await yard.listen(`http://127.0.0.1:${port}/hooks`);
    const { id } = await session(sandbox);
    await yard.visit(id, 'expire');
    await expect.poll(() => arrived.join(''), { timeout: 5000 }).toContain('checkout.session.expired');
    expect(arrived.join('')).toContain(id);
  });
});
