import { decide } from '@railyard/core/spend';
import { expect, test } from 'vitest';
import { usd } from '../spending/shop.ts';
import { dying } from './dying.ts';
import { openMarket } from './market.ts';
import { openShopper } from './shopper.ts';

const KEY = { idempotency_key: 'one', tip_cents: 100 };
/** More calls than asking for an approval makes. */
const MOST = 60;

/**
 * What approve_request makes of a question whose server died after its n-th call; null where nobody was asked. The call
 * itself is made again after it, and answers with the same order.
 */
async function endOf(at: number) {
  const market = await openMarket({ policy: { approvalAbove: [usd(500)] } });
  const shopper = await openShopper(market);
  await shopper.fill();
  const hasDied = await dying(market, KEY, { at, when: 'after' });
  const [question] = market.store.held().filter(({ space }) => space === 'approval');
  if (!question) return { at, hasDied, end: null };
  const approval_id = question.key.replace(/^demo:/, '');
  await decide(market, 'demo', approval_id, { decision: 'approved', by: 'boss' });

  const { structuredContent: bought } = await shopper.call('approve_request', { approval_id });
  const { structuredContent: again } = await shopper.checkout(KEY);
  const { status, tip_cents: tip, order_id } = bought;
  return { at, hasDied, end: { status, tip, isSame: again.order_id === order_id } };
}

test('S3.15 approve_request goes on with whatever a person was asked, after whichever call the server died', async () => {
  const ends: { readonly at: number; readonly status: unknown }[] = [];
  for (let at = 1; at < MOST; at += 1) {
    const { hasDied, end } = await endOf(at);
    if (end) ends.push({ at, ...end });
    if (!hasDied) break;
  }

  expect(ends.length).toBeGreaterThan(2);
  expect(ends.length).toBeLessThan(MOST / 2);
  expect(ends).toEqual(ends.map(({ at }) => ({ at, status: 'confirmed', tip: 100, isSame: true })));
});
