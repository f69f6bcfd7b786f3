import { mortal } from '@railyard/conformance';
import { readBudgets } from '@railyard/core/spend';
import { describe, expect, it } from 'vitest';
import { usd } from '../spending/shop.ts';
import { type Market, openMarket } from './market.ts';
import { openShopper, type Shopper, strangerAt, TOTAL } from './shopper.ts';

const MINUTE = 60_000;
/** More steps than a checkout takes. */
const MOST = 80;
const LIMIT = 10_000;
const POLICY = { budgets: [{ period: 'total', timeZone: 'UTC', limit: usd(LIMIT) }] } as const;
const KEY = { idempotency_key: 'one' };

/** A checkout in a server of its own that dies at its n-th call. False when it did not get that far. */
async function dying(market: Market, at: number, when: 'before' | 'after'): Promise<boolean> {
  const { death, ...around } = mortal(market.around, at, when);
  const server = market.process(around);
  const done = strangerAt({ server }, market.keys.network)
    .then((victim) => victim.checkout(KEY))
    .then(() => false);
  return Promise.race([done, death.then(() => true)]);
}

/** What the background work makes of it in twenty minutes. */
async function pass({ advance, reconcile }: Market): Promise<void> {
  for (let minute = 0; minute < 20; minute += 1) {
    advance(MINUTE);
    await reconcile();
  }
}

async function left({ store, runtime }: Market): Promise<number | undefined> {
  const records = { store, runtime, policy: POLICY };
  const [budget] = await readBudgets(records, { tenant: 'demo', principal: 'key_network' });
  return budget?.left;
}

/** What the worlds beside ours say. */
function evidence({ stripe: { issuing }, shop }: Market) {
  const cards = issuing.cards();
  return {
    open: cards.filter(({ status }) => status === 'active').length,
    granted: issuing.authorizations().filter(({ approved, status }) => approved && status !== 'reversed')
      .length,
    orders: shop.orders().filter(({ state }) => state !== 'failed' && state !== 'canceled').length,
  };
}

const STORIES: Readonly<Record<string, (market: Market) => void>> = {
  'that the merchant takes': () => {},
  'that the merchant refuses': ({ shop }) => shop.trick({ trick: 'decline' }),
  'whose payment is confirmed later': ({ shop }) => shop.trick({ trick: 'confirming' }),
};

async function settleAll({ shop }: Market): Promise<void> {
  for (const { id, state } of shop.orders()) if (state === 'confirming') await shop.settle(id, 'confirmed');
}

/** The same call again, as its agent makes it. */
async function retried(market: Market, shopper: Shopper): Promise<unknown> {
  let last: unknown = null;
  for (let tries = 0; tries < 4 && last !== 'confirmed'; tries += 1) {
    last = (await shopper.checkout(KEY)).structuredContent.status;
    await settleAll(market);
    await pass(market);
  }
  return last;
}

describe.each(Object.entries(STORIES))('a checkout %s, whose server dies', (story, tell) => {
  it.each(['before', 'after'] as const)(
    'S3.10 S3.18 %s any of its calls, ends with one order and one card that has paid',
    async (when) => {
      let steps = 0;
      for (let at = 1; at < MOST; at += 1) {
        const market = await openMarket({ policy: POLICY });
        const shopper = await openShopper(market);
        await shopper.fill();
        tell(market);
        const hasDied = await dying(market, at, when);
        const what = `${story}, dead ${when} call ${at}`;
        expect([what, evidence(market).open <= 1]).toEqual([what, true]);
        await pass(market);
        const end = await retried(market, shopper);

        expect({ what, end, ...evidence(market), left: await left(market) }).toEqual({
          what,
          end: 'confirmed',
          open: 0,
          granted: 1,
          orders: 1,
          left: LIMIT - TOTAL,
        });
        if (!hasDied) break;
        steps = at;
      }
      expect(steps).toBeGreaterThan(20);
      expect(steps).toBeLessThan(MOST - 1);
    },
    30_000,
  );
});
