import type { SpendPolicy } from '@railyard/core/spend';
import { expect, test } from 'vitest';
import { usd } from '../spending/shop.ts';
import { type Market, openMarket } from './market.ts';
import { openShopper, type Shopper, strangerAt, TOTAL } from './shopper.ts';

const daily = (amount: number) => ({ period: 'daily', limit: usd(amount), timeZone: 'UTC' }) as const;

/** The agent, at a server that was started again with another policy. */
function restarted(market: Market, policy: SpendPolicy): Promise<Shopper> {
  const spending = { policy, approver: null, linkSecrets: ['a secret of links'] };
  return strangerAt({ server: market.process({ spending }) }, market.keys.network);
}

test('S3.16 a limit of the agent’s own leaves it under whatever the platform allows later', async () => {
  const market = await openMarket({ policy: { budgets: [daily(5_000)] } });
  const shopper = await openShopper(market);
  await shopper.call('buy_set_budget', { period: 'daily', limit_cents: 2_000 });
  await shopper.fill();

  const lower = await restarted(market, { budgets: [daily(TOTAL - 1)] });
  const asking = await restarted(market, { approvalAbove: [usd(0)] });
  const free = await restarted(market, {});

  expect((await lower.checkout()).structuredContent).toMatchObject({
    status: 'denied',
    reason: 'budget',
    details: { limit_cents: TOTAL - 1 },
  });
  expect((await asking.checkout()).structuredContent).toMatchObject({ status: 'needs_approval' });
  const raised = await free.call('buy_set_budget', { period: 'daily', limit_cents: 3_000 });
  expect(raised.structuredContent).toMatchObject({ details: { limit_cents: 2_000 } });
  expect((await free.checkout({ tip_cents: 1_500 })).structuredContent).toMatchObject({
    status: 'denied',
    details: { limit_cents: 2_000 },
  });
});

test('S3.16 a higher limit is refused, and a lower one taken, however the platform spells its zone', async () => {
  const market = await openMarket({ policy: { budgets: [{ ...daily(1_000), timeZone: 'europe/berlin' }] } });
  const shopper = await openShopper(market);
  const zone = { period: 'daily', timezone: 'Europe/Berlin' };

  const higher = await shopper.call('buy_set_budget', { ...zone, limit_cents: 1_001 });
  const lower = await shopper.call('buy_set_budget', { period: 'daily', limit_cents: 500 });

  expect(higher.structuredContent).toMatchObject({ error: 'denied', details: { reason: 'budget_loosened' } });
  expect(lower.structuredContent.budgets).toMatchObject([{ period: 'daily', left_cents: 500 }]);
});

test('S3.16 a higher limit than the platform’s is no limit, and is refused', async () => {
  const market = await openMarket({ policy: { budgets: [daily(1_000)] } });
  const shopper = await openShopper(market);

  const higher = await shopper.call('buy_set_budget', { period: 'daily', limit_cents: 1_001 });
  const weekly = await shopper.call('buy_set_budget', { period: 'weekly', limit_cents: 5_000 });

  expect(higher.structuredContent).toMatchObject({
    error: 'denied',
    details: { reason: 'budget_loosened', limit_cents: 1_000 },
  });
  expect(weekly.structuredContent.budgets).toMatchObject([
    { period: 'daily', left_cents: 1_000 },
    { period: 'weekly', left_cents: 5_000 },
  ]);
});
