import { afterAll, beforeAll, expect, test } from 'vitest';
import { openYard, type Yard } from '../yard.ts';
import { begin, openAda, type Shopper } from './agent.ts';

let yard: Yard;
let ada: Shopper;
beforeAll(async () => {
  yard = await openYard();
  ada = await openAda(yard.facts);
}, 30_000);
afterAll(() => yard.stop());

test('S2.1 flow', async () => {
  const sagaId = await begin(ada, 'ada@example.com');
  const options = await ada.call('checkout_shipping_options', { sagaId });
  console.log(options.words, options.structuredContent);
  const selected = await ada.call('checkout_select_shipping', {
    sagaId,
    carrierId: 'ups',
    serviceId: 'next_day',
  });
  console.log(selected.words, selected.structuredContent);
  const session = await ada.call('checkout_create_payment_session', { sagaId });
  console.log(session.words, session.structuredContent);
  const url = String(session.structuredContent.paymentUrl);
  await yard.hostile.visit(url.split('/').pop()?.split('#')[0] ?? '', 'pay');
  const done = await ada.call('checkout_status', { sagaId });
  console.log(done.words, done.structuredContent);
  console.log(await (await fetch(`${yard.facts.base_url}/sandbox/mail`)).json());
  console.log((await ada.call('cart_get', { cartId: 'ada@example.com' })).words);
  const again = await begin(ada, 'ada@example.com', { paymentMethodId: 'pm_test_visa' });
  console.log((await ada.call('checkout_status', { sagaId: again })).structuredContent);
  const declined = await begin(ada, 'guest-1', { paymentMethodId: 'pm_card_chargeDeclined' });
  console.log((await ada.call('checkout_status', { sagaId: declined })).structuredContent);
  console.log((await ada.call('checkout_list', { userId: 'ada' })).structuredContent);
  expect(1).toBe(1);
});
