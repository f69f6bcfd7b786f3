import { hash } from 'node:crypto';
import { RailError } from '@railyard/core';
import { describe, expect, test } from 'vitest';
import { openTill, PLACE, RETURN } from './till.ts';
import { ID, PAGE, VIEWS, viewOf } from './views.ts';

const HERE = `/pay/${ID}`;

function opened(): ReturnType<typeof viewOf> {
  return viewOf({ state: 'waiting', page: PAGE, chosen: 'card-via-stripe' });
}

describe('the page of a chooser', () => {
  test('is shown as often as anybody asks, and asks no provider', async () => {
    const till = openTill(VIEWS.waiting);
    for (const method of ['GET', 'HEAD', 'GET']) {
      const { status, text } = await till.ask(HERE, { method });
      expect(status).toBe(200);
      expect(text.includes('Waiting for your payment')).toBe(method === 'GET');
    }
    expect([till.chosen, till.looks]).toEqual([[], []]);
  });

  test.each([
    '/pay/kpc_other',
    '/pay/kpc_',
    '/pay/return',
    '/pay/kpc_%00%0a',
    `/pay/${'k'.repeat(5_000)}`,
    '/pay/%E0%A4%A',
    '/pay/kpc_other/continue',
    '/return/demo/cart_7f3a9c/att_other',
    '/return/other/cart_7f3a9c/att_1',
    '/return/%2e%2e%2f/%00/att_1',
  ])('is not found elsewhere, and looks the same there: %s', async (path) => {
    const { status, headers, text } = await openTill().ask(path);
    expect(status).toBe(404);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(text).toContain('No payment here');
    expect(text).not.toContain('kpc_');
  });

  test('says in its own words when it cannot be shown, and notes why', async () => {
    const till = openTill();
    till.failure = new Error('The store is down: secret.');
    const { status, text } = await till.ask(HERE);
    expect(status).toBe(500);
    expect(text).toContain('This page cannot be shown now');
    expect(text).not.toContain('secret');
    expect(till.logged).toEqual([till.failure]);
  });

  test('is written for the locale of the buyer', async () => {
    const { text } = await openTill().ask(HERE, { headers: { 'accept-language': 'de-DE,de;q=0.9' } });
    expect(text.replaceAll('\u00A0', ' ')).toContain('77,99 $');
  });
});

describe('choosing', () => {
  test('S1.21 leads over a page of ours to the page of the provider', async () => {
    const till = openTill();
    till.onChoose = opened;
    const { status, headers } = await till.press('card-via-stripe');
    expect([status, headers.get('location')]).toEqual([303, `${ID}/continue`]);
    expect(till.chosen).toEqual(['card-via-stripe']);

    const { text } = await till.ask(`${HERE}/continue`);
    expect(text).toContain(
      '<meta http-equiv="refresh" content="0; url=https://provider.test/c/pay/cs_1?a=1&amp;b=2">',
    );
    expect(text).toContain(
      '<a class="button" href="https://provider.test/c/pay/cs_1?a=1&amp;b=2">Continue to Stripe</a>',
    );
  });

  test('leads back to the page where no page of a provider is open then', async () => {
    const till = openTill();
    till.onChoose = () => VIEWS.paid;
    const { status, headers } = await till.press('card-via-stripe');
    expect([status, headers.get('location')]).toEqual([303, ID]);
    const { headers: further } = await till.ask(`${HERE}/continue`);
    expect(further.get('location')).toBe(`../${ID}`);
  });

  test.each([VIEWS.paid, VIEWS.checking, VIEWS.expired, VIEWS.refunded])(
    'on an old page only shows what has become of it: $state',
    async (view) => {
      const till = openTill(view);
      const { status, headers } = await till.press('card-via-stripe');
      expect([status, headers.get('location')]).toEqual([303, ID]);
      expect(till.chosen).toEqual([]);
    },
  );

  test.each([
    [
      'payment_unresolved',
      503,
      'We cannot tell yet whether an earlier payment went through. Do not pay again',
    ],
    ['cart_locked', 409, 'Another payment of this order is under way.'],
    ['idempotency_in_flight', 409, 'The page is being opened already.'],
    ['purchase_not_accepted', 400, 'This order cannot be paid that way.'],
    ['rail_not_active', 501, 'The seller does not take payments that way now.'],
    ['too_many_attempts', 429, 'This order was tried too often.'],
    ['price_changed', 409, 'The order has changed since.'],
    ['upstream_unavailable', 503, 'That page could not be opened now.'],
    ['validation', 422, 'That is not a way to pay here.'],
  ] as const)('that fails with %s is told on the page, with status %i', async (code, status, sentence) => {
    const till = openTill();
    const failure = new RailError(code, 'Words for programs.');
    till.onChoose = () => {
      throw failure;
    };
    const answer = await till.press('card-via-stripe');
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(`<p class="problem" role="alert">${sentence}`);
    expect(answer.text).toContain('Choose how to pay');
    expect(answer.text).not.toContain('Words for programs.');
    expect(till.logged).toEqual([failure]);
  });

  test('that fails for an unknown reason gives nothing of it away', async () => {
    const till = openTill();
    till.onChoose = () => {
      throw new TypeError('secret');
    };
    const { status, text } = await till.press('card-via-stripe');
    expect(status).toBe(500);
    expect(text).toContain('That page could not be opened now.');
    expect(text).not.toContain('secret');
  });

  test('at a page that is not there is not found', async () => {
    const till = openTill(null);
    expect((await till.press('card-via-stripe')).status).toBe(404);
    expect(till.chosen).toEqual([]);
  });
});

describe('what no form of ours sends', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  test.each<[string, number, RequestInit]>([
    ['nothing', 422, {}],
    ['JSON', 422, { body: '{"method":"card-via-stripe"}', headers: { 'content-type': 'application/json' } }],
    ['a form of parts', 422, { body: formOf('card-via-stripe') }],
    ['no method', 422, { body: 'way=card-via-stripe', headers: form }],
    ['two methods', 422, { body: 'method=card-via-stripe&method=usdc-on-base', headers: form }],
    ['a body without end', 413, { body: `method=${'a'.repeat(100_000)}`, headers: form }],
    [
      'a body that says it is long',
      413,
      { body: 'method=a', headers: { ...form, 'content-length': '99999999' } },
    ],
  ])('is refused on the page and changes nothing: %s', async (_, status, init) => {
    const till = openTill();
    const answer = await till.ask(HERE, { method: 'POST', ...init });
    expect(answer.status).toBe(status);
    expect(answer.text).toContain('role="alert"');
    expect(answer.text).toContain('Choose how to pay');
    expect(till.chosen).toEqual([]);
  });

  test.each(['no-such-method', '', '\u0000\r\n', '<script>', 'a'.repeat(5_000)])(
    'cannot be chosen, whatever it is called: %j',
    async (method) => {
      const till = openTill();
      till.onChoose = () => {
        throw new RailError('validation', 'The payment page has no such method.');
      };
      const answer = await till.press(method);
      expect(answer.status).toBe(422);
      expect(answer.text).not.toContain('<script>a');
    },
  );

  test('is told which methods a page has', async () => {
    const { status, headers } = await openTill().ask(HERE, { method: 'DELETE' });
    expect([status, headers.get('allow')]).toEqual([405, 'GET, POST, HEAD']);
  });
});

function formOf(method: string): FormData {
  const form = new FormData();
  form.set('method', method);
  return form;
}

describe('whoever comes back', () => {
  test('sees the payment, while its provider is asked at a pace of our own', async () => {
    const till = openTill(VIEWS.waiting);
    const first = await till.ask(RETURN);
    expect(first.status).toBe(200);
    expect(first.text).toContain('Waiting for your payment');
    await till.ask(RETURN);
    await till.ask(`${RETURN}/state`);
    await till.ask(`${HERE}/state`);
    expect(till.looks).toEqual([VIEWS.waiting]);
    till.now += 3_000;
    await till.ask(`${HERE}/state`);
    expect(till.looks).toHaveLength(2);
  });

  test('sees at once what the provider knows, and so does an open page', async () => {
    for (const [path, sign] of [
      [RETURN, 'Paid. Thank you.'],
      [`${RETURN}/state`, '"state":"paid"'],
      [`${HERE}/state`, '"state":"paid"'],
    ] as const) {
      const till = openTill(VIEWS.waiting);
      till.onLook = () => {
        till.view = VIEWS.paid;
      };
      expect((await till.ask(path)).text).toContain(sign);
    }
  });

  test('does not wait for a provider that keeps silent', async () => {
    const till = openTill(VIEWS.waiting);
    till.onLook = () => new Promise(() => {});
    expect((await till.ask(RETURN)).text).toContain('Waiting for your payment');
  });

  test('sees the payment also when nobody can be asked, and that is noted', async () => {
    const till = openTill(VIEWS.waiting);
    const failure = new Error('The store is down.');
    till.onLook = () => {
      throw failure;
    };
    expect((await till.ask(RETURN)).text).toContain('Waiting for your payment');
    expect(till.logged).toEqual([failure]);
  });

  test.each([VIEWS.choose, VIEWS.paid, VIEWS.failed, VIEWS.expired, VIEWS.refunded])(
    'has nobody asked about what is not under way: $state',
    async (view) => {
      const till = openTill(view);
      await till.ask(RETURN);
      await till.ask(`${HERE}/state`);
      expect(till.looks).toEqual([]);
    },
  );

  test('is told by the address alone where to look, also when a part of it is escaped', async () => {
    const till = openTill(VIEWS.paid);
    const { tenant, cart, attempt } = PLACE;
    expect((await till.ask(`/return/${tenant}/${cart.replace('_', '%5F')}/${attempt}`)).status).toBe(200);
  });
});

describe('the state for a script', () => {
  test('is what the page bears, so that they can be compared', async () => {
    for (const view of Object.values(VIEWS)) {
      const till = openTill(view);
      const [page, state] = [await till.ask(HERE), await till.ask(`${HERE}/state`)];
      expect(page.text).toContain(`data-state="${state.text.replaceAll('"', '&quot;')}"`);
      const { open, ...rest } = JSON.parse(state.text) as { readonly open: string | null };
      expect({ ...rest, isOpen: open !== null }).toEqual({ state: view.state, isOpen: view.page !== null });
    }
  });

  test.each([{ reference: 'cs_2' }, { rail: 'coinbase' }])(
    'is another when another page of a provider is open: %o',
    async (other) => {
      const till = openTill(VIEWS.waiting);
      const states = [await till.ask(`${HERE}/state`)];
      till.view = viewOf({ ...VIEWS.waiting, page: { ...PAGE, ...other } });
      states.push(await till.ask(`${HERE}/state`));
      expect(new Set(states.map(({ text }) => text)).size).toBe(2);
    },
  );

  test('gives no page of a provider away', async () => {
    const { text } = await openTill(VIEWS.waiting).ask(`${HERE}/state`);
    for (const secret of [PAGE.reference, PAGE.url, PAGE.rail]) expect(text).not.toContain(secret);
  });

  test('is not found where there is no payment', async () => {
    const { status, text } = await openTill(null).ask(`${HERE}/state`);
    expect([status, text]).toEqual([404, '{}']);
  });
});

test('every answer keeps its address secret, is kept by nobody and runs nothing but its own', async () => {
  const till = openTill();
  till.onChoose = opened;
  const answers = [
    await till.ask(HERE),
    await till.ask(`${HERE}/state`),
    await till.ask('/pay/kpc_other'),
    await till.ask(HERE, { method: 'POST' }),
    await till.press('card-via-stripe'),
    await till.ask(`${HERE}/continue`),
    await till.ask(RETURN),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 422, 303, 200, 200]);
  for (const { headers } of answers) {
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-robots-tag')).toBe('noindex');
    expect(headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; /);
    expect(policy).toContain("form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
  }
});

test('the content policy allows the style and the script of the page, and no others', async () => {
  const { text, headers } = await openTill().ask(HERE);
  for (const element of ['style', 'script']) {
    const parts = [...text.matchAll(new RegExp(`<${element}>(.*?)</${element}>`, 'gs'))];
    expect(parts).toHaveLength(1);
    const digest = hash('sha256', parts[0]?.[1] ?? '', 'base64');
    expect(headers.get('content-security-policy')).toContain(`${element}-src 'sha256-${digest}';`);
  }
});
