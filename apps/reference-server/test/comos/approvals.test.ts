import { expect, test } from 'vitest';
import { ADDRESS } from '../../src/demo/comos.ts';
import { like } from '../matchers.ts';
import { SPENDING, usd } from '../spending/shop.ts';
import { BASKET, begin, type Shopper } from './agent.ts';
import { openWorld, sessionIn, type World } from './world.ts';

const HOUR = 3_600_000;
const spending = { ...SPENDING, policy: { approvalAbove: [usd(0)] } };

async function openAda(): Promise<{ readonly world: World; readonly ada: Shopper }> {
  const world = await openWorld({ spending });
  return { world, ada: await world.shopper('ada') };
}

/** The page of the newest letter to whoever decides. */
function linkIn({ inbox }: World): string {
  return /http\S+\/approve\/\S+/.exec(inbox.received()[0]?.text ?? '')?.[0] ?? '';
}

async function press(world: World, decision: 'approved' | 'denied'): Promise<void> {
  const body = new URLSearchParams({ decision });
  await world.serve().fetch(new Request(linkIn(world), { method: 'POST', body }));
}

const session = ({ call }: Shopper, sagaId: string) => call('checkout_create_payment_session', { sagaId });

test('S2.1 a session waits for an approval, and the same call opens the page once there is one', async () => {
  const { world, ada } = await openAda();
  const sagaId = await begin(ada, 'guest-1');

  const asked = await session(ada, sagaId);
  const early = await session(ada, sagaId);
  world.advance(20 * HOUR);
  await world.round();
  await press(world, 'approved');
  const later = await world.shopper('ada');
  const opened = await session(later, sagaId);

  for (const one of [asked, early])
    expect(one).toMatchObject({
      isError: true,
      structuredContent: {
        error: 'needs_approval',
        details: { approval_id: like(/^apr_/) },
        next_action: like(/checkout_create_payment_session/),
      },
    });
  expect(world.inbox.received()).toHaveLength(1);
  expect(opened.structuredContent).toMatchObject({ status: 'payment_pending' });
  expect(sessionIn(opened.structuredContent.paymentUrl)).not.toBe('');
  world.stripe.visit(sessionIn(opened.structuredContent.paymentUrl), 'pay');
  expect((await later.call('checkout_status', { sagaId })).structuredContent.status).toBe('completed');
});

test('S2.2 a test card waits for an approval, and the same call charges it once', async () => {
  const { world, ada } = await openAda();
  const card = { paymentMethodId: 'pm_card_visa' };
  await ada.call('cart_add_item', { cartId: 'guest-1', productId: BASKET });
  const start = () =>
    ada.call('checkout_start', { userId: 'ada', cartId: 'guest-1', shippingAddress: ADDRESS, ...card });

  const [asked, early] = [await start(), await start()];
  await press(world, 'approved');
  const bought = await start();
  await start();

  for (const one of [asked, early]) expect(one.structuredContent).toMatchObject({ error: 'needs_approval' });
  expect(world.inbox.received().filter(({ to }) => to === SPENDING.approver)).toHaveLength(1);
  expect(bought.structuredContent).toMatchObject({ status: 'completed', total: 4_100 });
  expect(world.stripe.intents()).toMatchObject([{ status: 'succeeded', amount_received: 4_100 }]);
});

test('a checkout that waits for an approval is pending, and there is nothing to retry', async () => {
  const { world, ada } = await openAda();
  const sagaId = await begin(ada, 'guest-1');
  await session(ada, sagaId);

  const status = await ada.call('checkout_status', { sagaId });
  const retried = await ada.call('checkout_retry', { sagaId });

  expect(status.structuredContent).toMatchObject({ status: 'pending', error: null });
  expect(retried.structuredContent).toMatchObject({
    error: 'validation',
    next_action: like(/checkout_create_payment_session/),
  });
  expect(world.stripe.sessions()).toEqual([]);
});

test('an approval outlives the checkout that has waited too long for it, and holds once that is retried', async () => {
  const { world, ada } = await openAda();
  const sagaId = await begin(ada, 'guest-1');
  world.advance(10 * HOUR);
  await session(await world.shopper('ada'), sagaId);
  world.advance(15 * HOUR);
  await world.round();
  await press(world, 'approved');
  const later = await world.shopper('ada');

  const over = await later.call('checkout_status', { sagaId });
  const retried = await later.call('checkout_retry', { sagaId });
  const opened = await session(later, sagaId);

  expect(over.structuredContent).toMatchObject({ error: { code: 'SAGA_TIMEOUT', retryable: true } });
  expect(retried.structuredContent).toMatchObject({ status: 'pending' });
  expect(opened.structuredContent).toMatchObject({ status: 'payment_pending' });
  expect(world.inbox.received()).toHaveLength(1);
});

test('what a person has denied is not paid, and says so', async () => {
  const { world, ada } = await openAda();
  const sagaId = await begin(ada, 'guest-1');
  await session(ada, sagaId);
  await press(world, 'denied');

  const denied = await session(ada, sagaId);

  expect(denied).toMatchObject({
    isError: true,
    structuredContent: { error: 'denied', details: { reason: 'approval_denied' } },
  });
  expect(world.stripe.sessions()).toEqual([]);
});

test('the page of whoever decides names the user of the tenant, and an approval is for that user alone', async () => {
  const { world, ada } = await openAda();
  await session(ada, await begin(ada, 'guest-1'));
  const page = await (await world.serve().fetch(new Request(linkIn(world)))).text();
  await press(world, 'approved');
  const bob = await world.shopper('bob');
  await bob.call('cart_add_item', { cartId: 'guest-1', productId: BASKET });
  const started = await bob.call('checkout_start', {
    userId: 'bob',
    cartId: 'guest-1',
    shippingAddress: ADDRESS,
  });

  expect(page).toContain('The user <bdi>ada</bdi> wants to pay');
  expect(page).toContain('User <bdi>ada</bdi> of <bdi>demo</bdi>');
  const answer = await session(bob, String(started.structuredContent.sagaId));
  expect(answer.structuredContent).toMatchObject({ error: 'needs_approval' });
});
