import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Ask, type Caller, validAsk } from './ask.ts';
import { type OpenApi, type Operation, operationsOf } from './document.ts';
import { type Door, openDoor } from './door.ts';
import { shownIn } from './leak.ts';
import { createPool, isKnown, type Known } from './pool.ts';
import type { Answer } from './send.ts';
import { openStand, type Stand } from './stand.ts';
import type { Victim } from './victim.ts';
import { type Means, sendingOf } from './wire.ts';

/** What an operation answers when everything that it is asked for is another tenant's. */
const REFUSALS: Readonly<Record<string, readonly [number, string | undefined]>> = {
  'POST /api/agent/cart': [404, 'not_found'],
  'GET /api/agent/cart/{cart_id}': [404, 'cart_not_found'],
  'POST /api/agent/cart/{cart_id}/items': [404, 'cart_not_found'],
  'PATCH /api/agent/cart/{cart_id}/items/{item_id}': [404, 'cart_not_found'],
  'DELETE /api/agent/cart/{cart_id}/items/{item_id}': [404, 'cart_not_found'],
  'PUT /api/agent/cart/{cart_id}/shipping-address': [404, 'cart_not_found'],
  'POST /api/agent/cart/{cart_id}/checkout': [404, 'cart_not_found'],
  'POST /api/agent/payment-link': [404, 'cart_not_found'],
  'GET /api/agent/orders/{order_id}': [404, 'not_found'],
  'GET /api/agent/approvals/{approval_id}': [404, 'not_found'],
  'POST /api/agent/approvals/{approval_id}/decision': [404, 'not_found'],
  'GET /api/agent/rails': [404, 'not_found'],
  'GET /api/agent/products': [404, 'not_found'],
  'GET /api/agent/sellers/{seller_handle}': [404, 'not_found'],
  // Links that nobody has followed are not told from those that there are none of.
  'GET /api/agent/referrals/{referral_id}': [200, undefined],
  'GET /api/agent/buyer': [401, 'invalid_buyer_token'],
  'GET /api/agent/buyer/orders': [401, 'invalid_buyer_token'],
  'POST /api/agent/buyers/verify': [401, 'invalid_otp'],
  'GET /api/operator/cases': [200, undefined],
  'GET /api/operator/cases/{case_id}': [404, 'not_found'],
  'POST /api/operator/cases/{case_id}/ruling': [404, 'not_found'],
  'GET /api/operator/rulings': [200, undefined],
};

/** Those that ask for nothing that is anybody's, or that whoever has the link or the signature may ask. */
const FOR_ALL: readonly string[] = [
  'GET /healthz',
  'GET /readyz',
  'GET /api/agent/limits',
  'GET /api/agent/budget',
  'POST /api/agent/buyers',
  'POST /api/agent/buyers/code',
  'POST /webhooks/{rail}/{account}',
  'GET /go/{token}',
  'GET /sandbox',
  'GET /sandbox/mail',
  'GET /demo/weather',
];

/** Which of the other tenant's things is asked for, and with what. */
interface By {
  readonly at?: number;
  /** In place of an API key for the whole network. */
  readonly caller?: Caller;
}

/** Somebody of one tenant at the door of a server on which another one has been. */
interface Stranger extends Stand {
  readonly operations: readonly Operation[];
  /** Asks for things of the other tenant, or for those that nobody has; what was asked for is left out of the answer. */
  readonly ask: (operation: Operation, of: Known['of'], by?: By) => Promise<Answer>;
}

async function meet(visit: (stranger: Stranger) => Promise<void>): Promise<void> {
  const stand = await openStand();
  const door = await openDoor();
  door.open(stand.shop.server.fetch);
  try {
    await visit(await strangerAt(stand, door));
  } finally {
    await door.close();
  }
}

async function strangerAt(stand: Stand, door: Door): Promise<Stranger> {
  const { shop, keys, victim, allowed } = stand;
  const pool = createPool(victim.things);
  const accessToken = allowed.access_token;
  const means: Means = { pool, keys, accessToken, token: () => 'none', credential: () => 'none' };
  const document = await shop.call('GET', '/openapi.json');
  return {
    ...stand,
    operations: operationsOf(JSON.parse(document.text) as OpenApi),
    async ask(operation, of, { at = 0, caller } = {}) {
      const [drawn] = fc.sample(validAsk(operation, 'purchase'), { seed: 1, numRuns: 1 });
      const valid = { ...(drawn as Ask), payment: 'none' };
      const asked = askingFor({ ...valid, ...(caller && { caller }) }, of, at) as Ask;
      const answer = await door.send(sendingOf({ ...asked, operation }, means));
      const ids = knownIn(asked).map((one) => String(pool.filled(one)));
      return { ...answer, text: ids.reduce((text, id) => text.replaceAll(id, '…'), answer.text) };
    },
  };
}

/** The same with the things of somebody else in it. */
function askingFor(value: unknown, of: Known['of'], at: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isKnown(value)) return { ...value, of, at };
  if (Array.isArray(value)) return value.map((one) => askingFor(one, of, at));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, askingFor(one, of, at)]));
}

function knownIn(value: unknown): readonly Known[] {
  if (typeof value !== 'object' || value === null) return [];
  return isKnown(value) ? [value] : Object.values(value).flatMap(knownIn);
}

function leaksIn(answer: Answer, { canaries }: Victim): readonly string[] {
  const shown = shownIn(answer);
  return canaries.filter((canary) => shown.includes(canary));
}

test('every operation of the document is asked for what is another tenant’s', () =>
  meet(async ({ operations }) => {
    const names = operations.map(({ name }) => name);
    expect(names.toSorted()).toEqual([...Object.keys(REFUSALS), ...FOR_ALL].toSorted());
  }));

test.each(Object.entries(REFUSALS))(
  'S1.50 %s has nothing of another tenant’s, and answers as if nobody had it',
  (name, refusal) =>
    meet(async ({ operations, ask, victim }) => {
      const operation = operations.find((one) => one.name === name) as Operation;
      const before = victim.records();
      const nobodys = await ask(operation, 'nobody');
      for (const at of [0, 1, 2, 3]) {
        const theirs = await ask(operation, 'theirs', { at });
        const { error } = JSON.parse(theirs.text) as { readonly error?: string };
        expect([theirs.status, error]).toEqual(refusal);
        expect(theirs.text).toBe(nobodys.text);
        expect(Object.keys(theirs.headers)).toEqual(Object.keys(nobodys.headers));
        expect(leaksIn(theirs, victim)).toEqual([]);
      }
      expect(victim.records()).toEqual(before);
    }),
);

test('S1.50 a client that a person of one tenant has allowed everything gets nothing of another tenant’s', () =>
  meet(async ({ operations, ask, victim }) => {
    const before = victim.records();
    for (const operation of operations.filter(({ isSecured }) => isSecured)) {
      const nobodys = await ask(operation, 'nobody', { caller: 'allowed' });
      expect(nobodys.text).not.toContain('invalid_api_key');
      for (const at of [0, 1, 2, 3]) {
        const theirs = await ask(operation, 'theirs', { caller: 'allowed', at });
        expect([operation.name, theirs.status, theirs.text]).toEqual([
          operation.name,
          nobodys.status,
          nobodys.text,
        ]);
        expect(leaksIn(theirs, victim)).toEqual([]);
      }
    }
    expect(victim.records()).toEqual(before);
  }));

test('S1.50 what is open to all has nothing of another tenant’s in it', () =>
  meet(async ({ operations, ask, victim }) => {
    const before = victim.records();
    for (const operation of operations.filter(({ name }) => FOR_ALL.includes(name))) {
      const answer = await ask(operation, 'theirs');
      expect([operation.name, leaksIn(answer, victim)]).toEqual([operation.name, []]);
    }
    expect(victim.records()).toEqual(before);
  }));

test('S1.50 another tenant’s items, goods and buyers are nobody’s in a cart of one’s own', async () => {
  const { shop, victim } = await openStand();
  const { things } = victim;
  const cart = await shop.readyCart();
  const items = `/api/agent/cart/${cart}/items`;
  const [item_id, variant_id, buyer_token] = [
    things.item_id?.[0],
    things.variant_id?.[0],
    things.buyer_token?.[0],
  ];
  const errorOf = async (method: string, path: string, body?: object) =>
    (await shop.call(method, path, { body })).body.error;
  expect(await errorOf('POST', items, { variant_id })).toBe(
    await errorOf('POST', items, { variant_id: 'var_no' }),
  );
  expect(await errorOf('PATCH', `${items}/${item_id}`, { quantity: 1 })).toBe('item_not_found');
  expect(await errorOf('DELETE', `${items}/${item_id}`)).toBe('item_not_found');
  const link = { cart_id: cart, payment_rail: 'stripe-checkout', buyer_token };
  const opened = await shop.call('POST', '/api/agent/payment-link', { body: link });
  expect(opened.body.buyer_token_status).toBe('invalid');
  expect(JSON.stringify(shop.stripe.sessions().at(-1))).not.toMatch(/canary/i);
});
