import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paymentPage } from '../../src/pay/page.ts';
import type { Shown } from '../../src/pay/states.ts';
import { ID, NOW, ORDER, PAGE, purchaseOf, VIEWS, viewOf } from './views.ts';

function pageOf(members: Partial<Shown> = {}): string {
  return String(
    paymentPage({
      view: viewOf(),
      seller: 'Prairie Supply',
      locale: 'en-US',
      mode: 'live',
      now: NOW,
      place: 'chooser',
      problem: null,
      ...members,
    }),
  );
}

/** What a person reads: the body without markup. */
function wordsOf(page: string): string {
  const [, body = ''] = page.split('<body>');
  return body
    .replaceAll(/<script>.*<\/script>/gs, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

/** The markup around what others wrote. */
function withoutTexts(page: string): string {
  return page.replaceAll(/<bdi>[^<]*<\/bdi>/g, '');
}

function pageWithTitle(title: string): string {
  return pageOf({
    view: viewOf({ purchase: purchaseOf([{ variant: 'v', title, quantity: 1, unitAmount: 1 }]) }),
  });
}

describe('each state says where the payment stands and what can be done', () => {
  test.each([
    ['choose', 'Choose how to pay', 'This page is open for another 24 hours.'],
    ['waiting', 'Waiting for your payment', 'Continue to Stripe'],
    ['checking', 'Confirming your payment', 'Please do not pay again'],
    ['paid', 'Paid. Thank you.', 'Prairie Supply has your order. You can close this page.'],
    ['failed', 'The payment did not go through', 'No money was taken. Try again, or pay another way.'],
    ['expired', 'This page has ended', 'Ask for a new payment link where you got this one.'],
    ['refunded', 'Your money goes back to you', 'returned the way it came'],
  ] as const)('%s', (name, heading, sentence) => {
    const page = pageOf({ view: VIEWS[name] });
    expect(page).toContain(`<title>${heading} · Prairie Supply</title>`);
    expect(page).toContain(`<h1 tabindex="-1">${heading}</h1>`);
    expect(wordsOf(page)).toContain(sentence);
  });

  test('the amount, the lines and the sums are in all of them', () => {
    for (const view of Object.values(VIEWS)) {
      const words = wordsOf(pageOf({ view }));
      for (const text of [
        'Camp stove',
        '2 × $14.00',
        'Subtotal $72.99',
        'Delivery $5.00',
        'Total USD $77.99',
      ]) {
        expect(words).toContain(text);
      }
    }
  });
});

describe('S1.21 a buyer chooses at the page', () => {
  test('between the methods, each a button of one form that goes to the page itself', () => {
    const page = pageOf();
    expect(page).toContain('<form method="post" class="methods">');
    expect(page.match(/<button name="method" value="[\w-]+"/g)).toEqual([
      '<button name="method" value="usdc-on-base"',
      '<button name="method" value="card-via-stripe"',
    ]);
  });

  test('and can change their mind while a page is open, told what that does', () => {
    const page = pageOf({ view: VIEWS.waiting });
    expect(page.match(/<button name="method" value="[\w-]+"/g)).toEqual([
      '<button name="method" value="usdc-on-base"',
    ]);
    expect(wordsOf(page)).toContain('This closes Stripe’s page first, so that you cannot pay twice.');
  });

  test('a method that the page does not know is shown by its name', () => {
    expect(wordsOf(pageOf({ view: viewOf({ methods: ['<bank>'] }) }))).toContain(
      '&lt;bank&gt; On the provider’s own page',
    );
  });
});

describe('whoever comes back from a provider', () => {
  const back = { place: 'return' } as const;

  test('can go on there, and finds no other way to pay beside it', () => {
    const page = pageOf({ ...back, view: VIEWS.waiting });
    expect(page).toContain('href="https://provider.test/c/pay/cs_1?a=1&amp;b=2"');
    expect(page).not.toContain('<form');
  });

  test.each([VIEWS.failed, VIEWS.choose, VIEWS.expired])(
    'is led to the chooser of what is not paid: $state',
    (view) => {
      const page = pageOf({ ...back, view });
      expect(
        new URL(/href="(\.\.[^"]+)"/.exec(page)?.[1] ?? '', 'http://shop.test/return/a/b/c').pathname,
      ).toBe(`/pay/${ID}`);
      expect(page).not.toContain('<form');
    },
  );

  test('an order that is paid as it is now sends nobody to pay the one before', () => {
    for (const state of ['failed', 'expired'] as const) {
      const words = wordsOf(pageOf({ view: { ...VIEWS.superseded, state } }));
      expect(words).toContain('The order was changed, and is paid');
      expect(words).not.toContain('payment link');
    }
  });

  test.each([VIEWS.failed, VIEWS.expired])(
    'is told to ask for a new link where there is no chooser: $state',
    (view) => {
      const page = pageOf({ ...back, view: { ...view, chooser: null, methods: [] } });
      expect(wordsOf(page)).toContain('Ask for a new payment link where you got this one.');
      expect(page).not.toContain('Choose how to pay');
    },
  );

  test('is sent on to a provider that the page does not know by no name', () => {
    const view = viewOf({ state: 'waiting', page: { ...PAGE, rail: 'bank' } });
    expect(wordsOf(pageOf({ ...back, view }))).toContain('Continue to the provider');
  });
});

describe('a paid page', () => {
  test('has the order, the day and the provider', () => {
    const words = wordsOf(pageOf({ view: VIEWS.paid }));
    expect(words).toContain('Order order_7f3a9c_3');
    expect(words).toContain('Paid 26 November 2026 at 11:58 UTC');
    expect(words).toContain('Through Stripe');
  });

  test('leaves out who took the money when the page does not know them', () => {
    const words = wordsOf(pageOf({ view: viewOf({ ...VIEWS.paid, order: { ...ORDER, rail: 'x402' } }) }));
    expect(words).not.toContain('Through');
  });

  test('S3.13 says in test mode that no real money moved', () => {
    expect(wordsOf(pageOf({ view: VIEWS.paid, mode: 'test' }))).toContain('no real money moved');
    expect(pageOf({ view: VIEWS.paid })).not.toContain('Test mode');
  });
});

test('nothing of the buyer is on the page but what they buy', () => {
  expect(pageOf({ view: VIEWS.paid })).not.toContain('buyer@shop.test');
});

test.each([
  [1, '1 minute'],
  [59_999, '1 minute'],
  [60_001, '2 minutes'],
  [119 * 60_000, '119 minutes'],
  [3 * 3_600_000, '3 hours'],
])('a page that is open for %i ms more is open for another %s', (left, words) => {
  expect(wordsOf(pageOf({ view: viewOf({ expiresAt: NOW + left }) }))).toContain(`for another ${words}.`);
});

describe('text of others', () => {
  test.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '</title></style><svg onload=alert(1)>',
    '&lt;b&gt;',
  ])('is shown and never obeyed: %s', (hostile) => {
    const plain = pageOf();
    const page = pageOf({
      seller: hostile,
      problem: hostile,
      view: viewOf({
        methods: [hostile],
        chooser: hostile,
        purchase: purchaseOf([{ variant: 'v', title: hostile, quantity: 1, unitAmount: 1 }]),
      }),
    });
    for (const sign of ['<script', '<img', '<svg onload', '<style']) {
      expect(page.split(sign)).toHaveLength(plain.split(sign).length);
    }
    expect(page).not.toContain(hostile);
    expect(page).toContain('&');
  });

  test('stays in its own direction, and on one line of a bounded length', () => {
    const page = pageWithTitle(`\u202Epmac\u0000\n\u001B[2J${'x'.repeat(100_000)}`);
    expect(page).toContain('<bdi>\u202Epmac [2J');
    expect(page.length).toBeLessThan(20_000);
  });

  test('never breaks the page, whatever it is', () => {
    const plain = withoutTexts(pageWithTitle('Camp stove'));
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (title) => {
        expect(withoutTexts(pageWithTitle(title))).toBe(plain);
      }),
    );
  });
});

test('a long list is folded, and none of it is missing', () => {
  const lines = Array.from({ length: 100 }, (_, index) => ({
    variant: `var_${index}`,
    title: `Peg ${index}`,
    quantity: 1,
    unitAmount: 150,
  }));
  const page = pageOf({ view: viewOf({ purchase: purchaseOf(lines) }) });
  expect(page).toContain('<summary>Show all 100 items</summary>');
  expect(page.match(/<li>/g)).toHaveLength(100);
  expect(pageOf()).not.toContain('<details>');
});

test('amounts are written as the buyer does, in the digits of the currency', () => {
  const purchase = purchaseOf([{ variant: 'v', title: 'Tea', quantity: 3, unitAmount: 500 }], {
    currency: 'jpy',
    deliveryFee: 0,
    tip: 100,
  });
  const words = wordsOf(pageOf({ view: viewOf({ purchase }), locale: 'de-DE' })).replaceAll('\u00A0', ' ');
  expect(words).toContain('3 × 500 ¥');
  expect(words).toContain('Tip 100 ¥');
  expect(words).toContain('Total JPY 1.600 ¥');
  expect(words).not.toContain('Delivery');
});
