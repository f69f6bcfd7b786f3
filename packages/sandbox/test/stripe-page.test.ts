import { describe, expect, it } from 'vitest';
import { CART, openSession, rate } from './checkout-support.ts';
import { type Bench, openBench } from './stripe-support.ts';

/** A page as a browser gets it. */
interface Seen {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function look({ local }: Bench, id: string, form?: Readonly<Record<string, string>>): Promise<Seen> {
  const response = await local.fetch(`https://checkout.stripe.com/c/pay/${id}`, {
    ...(form && { method: 'POST', body: new URLSearchParams(form) }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** The buttons of a page, and where its links lead. */
function offersOf({ text }: Seen): readonly string[] {
  return Array.from(
    text.matchAll(/name="action" value="(\w+)"|href="(http[^"]+)"/g),
    ([, action, url]) => action ?? url ?? '',
  );
}

describe('the page of a session', () => {
  it('shows what is bought, where it goes, what it costs, and that no money is real', async () => {
    const bench = openBench();
    const { id } = await openSession(bench);
    const { status, text } = await look(bench, id);
    expect(status).toBe(200);
    for (const shown of [
      'Sandbox: no real money',
      '<h1>Pay $34.99</h1>',
      'shop.example',
      '2 × Tea</th><td>$30.00</td>',
      'Standard</th><td>$4.99</td>',
      'Total</th><td>$34.99</td>',
      'Ada\n1 Main St\nOakland\nUS',
      'value="ada@shop.example"',
    ])
      expect(text).toContain(shown);
  });

  it('offers all that a buyer can do', async () => {
    const bench = openBench();
    const { id } = await openSession(bench);
    expect(offersOf(await look(bench, id))).toEqual([
      'pay',
      'decline',
      'debit',
      'challenge',
      'expire',
      CART.cancel_url,
    ]);
    const { cancel_url: _, ...rest } = CART;
    const nowhere = await bench.sdk.checkout.sessions.create(rest);
    expect(offersOf(await look(bench, nowhere.id))).not.toContain(CART.cancel_url);
  });

  it('runs no script, is kept nowhere, and leads to the shop alone', async () => {
    const bench = openBench();
    const { id } = await openSession(bench, { cancel_url: 'http://localhost:3000/cart' });
    const { headers, text } = await look(bench, id);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    const [, style = ''] = /<style>([^]*)<\/style>/.exec(text) ?? [];
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style));
    const hash = Buffer.from(digest).toString('base64');
    expect(headers.get('content-security-policy')?.split('; ')).toEqual([
      "default-src 'none'",
      `style-src 'sha256-${hash}'`,
      'img-src data:',
      "form-action 'self' https://shop.example http://localhost:3000",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(text).not.toMatch(/<script|style=|\son\w+=/);
  });

  it('shows what a seller says as text', async () => {
    const bench = openBench();
    const name = '<script>alert("1")</script>';
    const { id } = await openSession(bench, {
      line_items: [
        { quantity: 1, price_data: { currency: 'usd', unit_amount: 100, product_data: { name } } },
      ],
      payment_intent_data: { shipping: { name: '"><b>', address: { line1: '<i>' } } },
      cancel_url: 'https://shop.example/"><script>',
    });
    const { text } = await look(bench, id);
    expect(text).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
    expect(text).not.toMatch(/<script|<b>|<i>/);
  });

  it.each([
    ['jpy', 3000, '¥3,000'],
    ['eur', 3000, '€30.00'],
  ])('shows an amount of %s as people write it', async (currency, unit_amount, shown) => {
    const bench = openBench();
    const { id } = await openSession(bench, {
      line_items: [{ quantity: 1, price_data: { currency, unit_amount, product_data: { name: 'Tea' } } }],
      shipping_options: [],
    });
    expect((await look(bench, id)).text).toContain(`<h1>Pay ${shown}</h1>`);
  });

  it.each(['cs_test_1', 'nobody'])('is nowhere under %s', async (id) => {
    expect(await look(openBench(), id)).toMatchObject({
      status: 404,
      text: expect.stringContaining('No such page') as string,
    });
  });
});

describe('a buyer who presses a button', () => {
  it('pays, and is sent to the shop', async () => {
    const bench = openBench();
    const { id } = await openSession(bench);
    const { status, headers, text } = await look(bench, id, { action: 'pay', email: 'bob@shop.example' });
    expect({ status, location: headers.get('location'), text }).toEqual({
      status: 303,
      location: `https://shop.example/done?session=${id}`,
      text: '',
    });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(bench.local.sessions()).toMatchObject([
      { payment_status: 'paid', customer_details: { email: 'bob@shop.example' } },
    ]);
  });

  it('reads that the card was declined, with the e-mail still there', async () => {
    const bench = openBench();
    const { id } = await openSession(bench);
    const seen = await look(bench, id, { action: 'decline', email: 'bob@shop.example' });
    expect(seen.status).toBe(402);
    expect(seen.text).toContain('<p class="notice" role="alert">Your card was declined.</p>');
    expect(seen.text).toContain('value="bob@shop.example"');
    expect(offersOf(seen)).toContain('pay');
  });

  it('is asked by the bank, and answers', async () => {
    const bench = openBench();
    const { id } = await openSession(bench);
    expect((await look(bench, id, { action: 'challenge' })).headers.get('location')).toBe(`/c/pay/${id}`);
    const asked = await look(bench, id);
    expect(asked.text).toContain('Is it you who pays $34.99?');
    expect(offersOf(asked)).toEqual(['authenticate', 'refuse', 'expire']);
    expect((await look(bench, id, { action: 'refuse' })).status).toBe(402);
    expect((await look(bench, id, { action: 'authenticate' })).headers.get('location')).toContain(id);
  });

  it('pays once, however often it is pressed', async () => {
    const bench = openBench();
    const { id } = await openSession(bench);
    const presses = await Promise.all(Array.from({ length: 5 }, () => look(bench, id, { action: 'pay' })));
    expect(presses.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 409, 409, 409, 409]);
    const late = presses.find(({ status }) => status === 409);
    expect(late?.text).toContain('You have paid $34.99, once.');
    expect(offersOf(late!)).toEqual([`https://shop.example/done?session=${id}`]);
    expect(bench.local.charges()).toHaveLength(1);
  });

  it('reads how the bank debit stands', async () => {
    const bench = openBench();
    const { id } = await openSession(bench);
    await look(bench, id, { action: 'debit' });
    expect((await look(bench, id)).text).toContain('The shop hears when your bank has paid the $34.99.');
    bench.local.finish(bench.local.intents()[0]?.id ?? '', 'failed');
    expect((await look(bench, id)).text).toContain('Your bank did not pay the $34.99.');
  });

  it('lets the page expire, and finds the way back', async () => {
    const bench = openBench();
    const { id } = await openSession(bench);
    expect((await look(bench, id, { action: 'expire' })).status).toBe(303);
    const seen = await look(bench, id);
    expect(seen.text).toContain('Nothing was taken');
    expect(offersOf(seen)).toEqual([CART.cancel_url]);
    const late = await look(bench, id, { action: 'pay' });
    expect([late.status, offersOf(late)]).toEqual([409, [CART.cancel_url]]);
    expect(bench.local.charges()).toEqual([]);
  });

  it('goes back to the shop', async () => {
    const bench = openBench();
    const { id } = await openSession(bench);
    expect((await look(bench, id, { action: 'leave' })).headers.get('location')).toBe(CART.cancel_url);
  });

  it('chooses a delivery, and keeps the choice after a card was declined', async () => {
    const bench = openBench();
    const { id } = await openSession(bench, {
      shipping_options: [rate('Post', 499), rate('Courier', 1999)],
    });
    const shippingRate = bench.local.sessions()[0]?.shipping_options[1]?.shipping_rate ?? '';
    expect((await look(bench, id)).text).toMatch(/checked>\s+Post, \$4\.99/);
    const { text } = await look(bench, id, { action: 'decline', shippingRate });
    expect(text).toMatch(/checked>\s+Courier, \$19\.99/);
    expect(text).toContain('Total</th><td>$49.99</td>');
  });

  it.each([
    [{ action: 'pay_late' }, 'The page has no such button.'],
    [{ action: '' }, 'The page has no such button.'],
    [{ action: 'pay', email: 'ada' }, 'Give an e-mail address.'],
    [{ action: 'pay', shippingRate: 'shr_1' }, 'No such shipping rate'],
  ])('is told what is wrong with %o', async (form, sentence) => {
    const bench = openBench();
    const { id } = await openSession(bench);
    const { status, text } = await look(bench, id, form);
    expect({ status, text }).toEqual({ status: 409, text: expect.stringContaining(sentence) as string });
    expect(bench.local.charges()).toEqual([]);
  });
});
