import { describe, expect, it } from 'vitest';
import type { Checkout } from '../src/index.ts';
import {
  type CoinbaseBench,
  create,
  createPaid,
  openCoinbaseBench,
  retrieve,
  send,
} from './coinbase-support.ts';

const THANKS = 'https://shop.test/thanks?order=7';
const CART = 'https://shop.test/cart';
const URLS = { successRedirectUrl: THANKS, failRedirectUrl: CART };

interface Seen {
  readonly status: number;
  readonly location: string | null;
  readonly text: string;
  readonly headers: Headers;
}

async function look({ local }: CoinbaseBench, url: string, init?: RequestInit): Promise<Seen> {
  const response = await local.fetch(url, { redirect: 'manual', ...init });
  const { status, headers } = response;
  return { status, headers, location: headers.get('location'), text: await response.text() };
}

/** Presses a button of the page. */
function press(bench: CoinbaseBench, { url }: Checkout, action: string): Promise<Seen> {
  return look(bench, url, { method: 'POST', body: new URLSearchParams({ action }) });
}

/** The buttons of a page, by what they send. */
function buttonsOf({ text }: Seen): readonly string[] {
  return [...text.matchAll(/<button[^>]* value="(\w+)"/g)].map(([, value = '']) => value);
}

describe('the page of a checkout', () => {
  it('says what is to be paid, and offers all that can happen, without scripts', async () => {
    const bench = openCoinbaseBench();
    const checkout = await create(bench, { ...URLS, description: 'Order <7> & "more"' });
    const page = await look(bench, checkout.url);
    expect(page.status).toBe(200);
    expect(page.text).toContain('<h1>Pay 85.50 USDC</h1>');
    expect(page.text).toContain('Order &lt;7&gt; &amp; &quot;more&quot;');
    expect(page.text).toContain(checkout.address);
    expect(page.text).not.toContain('<script');
    expect(buttonsOf(page)).toEqual(['pay', 'dawdle', 'fail', 'expire']);
    expect(page.text).toContain(`<a class="button" href="${CART}">Back to the shop</a>`);
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self' https://shop.test;");
  });

  it('takes the payment once, and leads back to the shop', async () => {
    const bench = openCoinbaseBench();
    const checkout = await create(bench, URLS);
    const paid = await press(bench, checkout, 'pay');
    expect([paid.status, paid.location]).toEqual([303, THANKS]);
    const again = await press(bench, checkout, 'pay');
    expect(again.status).toBe(409);
    expect(again.text).toContain('You have paid 85.50 USDC, once.');
    expect(again.text).toContain(`href="${THANKS}"`);
    expect(bench.local.events()).toHaveLength(1);
  });

  it('waits with who pays, until the payment arrives or fails', async () => {
    const bench = openCoinbaseBench();
    const [one, other] = [await create(bench, URLS), await create(bench, URLS)];
    for (const checkout of [one, other]) {
      const { status, location } = await press(bench, checkout, 'dawdle');
      expect([status, location]).toEqual([303, new URL(checkout.url).pathname]);
    }
    const waiting = await look(bench, one.url);
    expect(waiting.text).toContain('Your payment is on its way');
    expect(buttonsOf(waiting)).toEqual(['confirm', 'fail']);
    expect((await press(bench, one, 'confirm')).location).toBe(THANKS);
    expect((await press(bench, other, 'fail')).location).toBe(CART);
    expect((await retrieve(bench, one.id)).status).toBe('COMPLETED');
    expect((await look(bench, other.url)).text).toContain('Your payment has failed');
  });

  it('is over once it has expired, was deactivated or has failed', async () => {
    const bench = openCoinbaseBench();
    const [expired, closed] = [await create(bench, URLS), await create(bench)];
    await press(bench, expired, 'expire');
    await send(bench, `POST /checkouts/${closed.id}/deactivate`);
    const seen = [await look(bench, expired.url), await look(bench, closed.url)];
    expect(seen.map(buttonsOf)).toEqual([[], []]);
    expect(seen[0]?.text).toContain('This page has expired');
    expect(seen[0]?.text).toContain(`href="${CART}"`);
    expect(seen[1]?.text).toContain('The shop has closed this page');
    expect(seen[1]?.text).not.toContain('href="http');
    expect((await press(bench, expired, 'pay')).status).toBe(409);
  });

  it('stays where it is when the shop has named no way back', async () => {
    const bench = openCoinbaseBench();
    const checkout = await create(bench);
    expect((await press(bench, checkout, 'pay')).location).toBe(new URL(checkout.url).pathname);
  });

  it('says what was given back', async () => {
    const bench = openCoinbaseBench();
    const { id, url } = await createPaid(bench);
    const sent = { body: { amount: '5.50' } };
    const { body } = await send(bench, `POST /checkouts/${id}/refund`, sent);
    expect((await look(bench, url)).text).toContain('On its way back to you');
    bench.local.finishRefund(body.refund?.id ?? '', 'completed');
    expect((await look(bench, url)).text).toContain('Given back to you</th><td>5.50 USDC');
  });

  it('has no buttons but its own', async () => {
    const bench = openCoinbaseBench();
    const checkout = await create(bench);
    for (const action of ['pay_late', 'refund', '']) {
      const said = await press(bench, checkout, action);
      expect([said.status, said.text.includes('The page has no such button.')]).toEqual([409, true]);
    }
    expect((await retrieve(bench, checkout.id)).status).toBe('ACTIVE');
  });

  it('is not there for what nobody made', async () => {
    const bench = openCoinbaseBench();
    const { url } = await create(bench);
    for (const strange of [`${url}x`, `${url}/`, 'https://payments.coinbase.com/payment-links/'])
      expect((await look(bench, strange)).status).toBe(404);
  });
});
