import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runCommand } from '../../src/commands.ts';
import { openDatabase } from '../../src/database.ts';
import { createClock } from '../hosted/clock.ts';
import { like } from '../matchers.ts';
import { operatorKey } from '../operator/darkness.ts';
import type { Reply } from '../shop.ts';
import { orderInDoubt } from './doubt.ts';
import { type Market, NOON, openMarket } from './market.ts';
import { openShopper, type Shopper, TOTAL } from './shopper.ts';

/** A purchase with a card that nobody knows the end of, and those who decide about it. */
interface Doubt {
  readonly market: Market;
  readonly shopper: Shopper;
  readonly id: string;
  /** What the merchant calls the order, of which nobody has heard. */
  readonly order: string;
  /** Runs `railyard case` on the database of the server. */
  readonly run: (...args: readonly string[]) => Promise<string>;
  /** Calls the operator's door. */
  readonly operate: (method: string, path: string, body?: object) => Promise<Reply>;
  /** Everybody answers again. */
  readonly heal: () => void;
}

const MINUTE = 60_000;
const WHO = { by: 'Ada', reason: 'Seen at the merchant.' };

/** A purchase that has been in doubt for two hours; `charge` happens before anybody looks. */
async function openDoubt(
  charge: (shop: Market['shop'], order: string) => Promise<void> = async () => {},
): Promise<Doubt> {
  const folder = mkdtempSync(join(tmpdir(), 'railyard-'));
  const clock = createClock(NOON);
  const store = openDatabase(folder, clock.now);
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  const market = await openMarket({ clock, ports: { store } });
  const shopper = await openShopper(market);
  const order = await orderInDoubt(market, shopper);
  await charge(market.shop, order);
  for (let round = 0; round < 4; round += 1) {
    market.advance(30 * MINUTE);
    await market.reconcile();
  }

  const run: Doubt['run'] = async (...args) => {
    const said: string[] = [];
    const variables = { RAILYARD_FOLDER: folder };
    await runCommand(['case', ...args], { variables, say: (text) => void said.push(text) });
    return said.join('\n');
  };
  const apiKey = await operatorKey({ store });
  const [found] = JSON.parse(await run('list', '--json')) as readonly { readonly case_id: string }[];
  return {
    market,
    shopper,
    id: found?.case_id ?? '',
    order,
    run,
    operate: (method, path, body) =>
      market.call(method, `/api/operator/cases/${path}`, {
        apiKey,
        key: randomUUID(),
        ...(body && { body }),
      }),
    heal() {
      market.stripe.reset();
      market.shop.reset();
    },
  };
}

test('S2.11 S3.12 a purchase that stays in doubt is a case, with what is recorded and what its providers say', async () => {
  const { market, id, run, operate } = await openDoubt();
  const [card] = market.stripe.issuing.cards();

  const listed = await run('list');
  const shown = await run('show', id);
  const { body } = await operate('GET', id);

  expect(listed).toMatch(new RegExp(`\n${id} +order_in_doubt +payment +7\\.97 usd +card +corner-market `));
  for (const line of ['Rail          card, account main', `card: ${card?.id}`, `card_last4: ${card?.last4}`])
    expect(shown).toContain(line);
  expect(body).toMatchObject({
    case_id: id,
    open_case: 'order_in_doubt',
    seller: 'corner-market',
    amount: TOTAL,
    rulings: ['paid', 'unpaid'],
    evidence: {
      payment: { reference: card?.id, remembered: { card_last4: card?.last4, card_fenced: like(/^2026-/) } },
      provider: { asked: 'answered', answer: { state: 'unknown', reason: 'order_in_doubt' } },
    },
  });
  expect(shown + JSON.stringify(body)).not.toMatch(/\d{13,}/);
});

test('S2.11 a purchase that is ruled unpaid by command is over, and what the merchant charges later is declined', async () => {
  const { market, id, order, run } = await openDoubt();
  const call = ['resolve', id, '--ruling', 'unpaid', '--by', WHO.by, '--reason', WHO.reason];

  await expect(run(...call)).rejects.toThrow('It may turn out otherwise.');
  await run(...call, '--insist');
  await market.shop.settle(order, 'confirmed');

  expect(await run('list')).toBe('There is no open case.');
  expect(JSON.parse(await run('rulings', '--json'))).toMatchObject([
    {
      case_id: id,
      open_case: 'order_in_doubt',
      ruling: 'unpaid',
      insisted: true,
      ...WHO,
      became: { state: 'cancelled', order_id: null },
      evidence: {
        payment: { remembered: { card_fenced: like(/^2026-/) } },
        provider: { asked: 'not_asked' },
      },
    },
  ]);
  expect(market.stripe.issuing.authorizations()).toMatchObject([{ approved: false }]);
  expect(market.shop.orders()).toMatchObject([{ state: 'failed' }]);
});

test('S2.11 S3.10 an order that is ruled to stand over the API is the answer to who asks again, and nothing is bought twice', async () => {
  const { market, shopper, id, order, operate, run } = await openDoubt((shop, placed) =>
    shop.settle(placed, 'confirmed'),
  );

  const call = { ...WHO, ruling: 'stands', reference: order };
  const refused = await operate('POST', `${id}/ruling`, call);
  const ruled = await operate('POST', `${id}/ruling`, { ...call, insist: true });
  const again = await shopper.checkout({ idempotency_key: 'one' });

  expect([refused.status, refused.body.details]).toEqual([422, { fault: 'uncertain' }]);
  expect(ruled.body).toMatchObject({
    open_case: 'charged_in_doubt',
    ruling: 'stands',
    reference: order,
    by: 'Ada (key_operator_demo)',
    became: { state: 'paid' },
    evidence: { provider: { asked: 'answered', answer: { state: 'unknown', reason: 'charged_in_doubt' } } },
  });
  expect(again.structuredContent).toMatchObject({
    status: 'confirmed',
    order_id: order,
    charged_total_cents: TOTAL,
    card_last4: null,
  });
  expect(market.shop.orders()).toHaveLength(1);
  expect(market.stripe.issuing.authorizations()).toMatchObject([{ approved: true }]);
  expect(JSON.parse(await run('rulings', '--json'))).toMatchObject([{ case_id: id, ruling: 'stands' }]);
});

test('S2.11 a ruling against what the merchant and Stripe show by then is refused, and what they show counts', async () => {
  const { market, id, order, operate, run, heal } = await openDoubt();
  heal();
  await market.shop.settle(order, 'confirmed');

  const refused = await operate('POST', `${id}/ruling`, { ...WHO, ruling: 'paid', reference: order });

  expect([refused.status, refused.body.details]).toEqual([422, { fault: 'shown_unpaid' }]);
  expect(await run('list')).toBe('There is no open case.');
  expect(await run('rulings')).toBe('Nothing was ruled yet.');
});
