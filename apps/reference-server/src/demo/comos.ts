import { setTimeout as delay } from 'node:timers/promises';
import { submit } from './page.ts';
import type { Say } from './say.ts';
import type { SandboxFacts } from './shop.ts';
import { type Call, useTools } from './tools.ts';

/** What is read of the answers. */
interface Told {
  readonly products: readonly { readonly productId: string; readonly title: string }[];
  readonly options: readonly {
    readonly carrierId: string;
    readonly serviceId: string;
    readonly title: string;
    readonly priceDecimal: string;
    readonly estimatedDays: { readonly min: number; readonly max: number };
  }[];
  readonly sagaId: string;
  readonly status: string;
  readonly completedSteps: readonly string[];
  readonly totalDecimal: string;
  readonly paymentUrl: string;
  readonly orderId: string;
  readonly paymentId: string;
}

const LOOKS = 40;
const CART = 'ada@example.com';
/** Where the demo has its goods sent, as these tools take it. */
export const ADDRESS = {
  name: 'Ada Lovelace',
  line1: '12 Analytical Way',
  city: 'Lincoln',
  state: 'NE',
  postalCode: '68508',
  country: 'US',
};

/** Has an agent take a customer from the catalogue to a completed checkout over the tools of ComOS. */
export async function buyOverComos({ comos }: SandboxFacts, say: Say): Promise<void> {
  const { tenant_id, auth_token } = comos;
  await useTools<Told>(comos.mcp_url, { given: { tenant_id, auth_token } }, (call) =>
    checkOut(call, comos.user_id, say),
  );
}

async function checkOut(call: Call<Told>, userId: string, say: Say): Promise<void> {
  const { products } = await call('catalog_search', { query: 'apple press' });
  const [product] = products;
  await call('cart_add_item', { cartId: CART, productId: product?.productId });
  const { sagaId, status } = await call('checkout_start', {
    userId,
    cartId: CART,
    email: CART,
    shippingAddress: ADDRESS,
  });
  say(`1. ${product?.title} into a cart, and a checkout of it: ${status}, its goods are set aside.`);
  say(`   ${sagaId}`);

  const { options } = await call('checkout_shipping_options', { sagaId });
  say('2. The customer chooses how it is delivered.');
  for (const { title, priceDecimal, estimatedDays } of options)
    say(`   ${title.padEnd(14)} $${priceDecimal}, ${daysOf(estimatedDays)}`);
  const { carrierId, serviceId } = options.at(-1) ?? {};
  const chosen = await call('checkout_select_shipping', { sagaId, carrierId, serviceId });
  say(`   The last one: $${chosen.totalDecimal} in all.`);

  const session = await call('checkout_create_payment_session', { sagaId });
  say(`3. A page of Stripe's for the customer: ${session.status}.`);
  say(`   ${session.paymentUrl}`);
  await submit(session.paymentUrl, { action: 'pay', email: CART });

  const done = await completed(call, sagaId);
  say('4. The customer pays there, and the agent asks where the checkout stands.');
  say(`   status       ${done.status}: ${done.completedSteps.join(', ')}`);
  say(`   order        ${done.orderId}`);
  say(`   payment      ${done.paymentId}`);
}

async function completed(call: Call<Told>, sagaId: string): Promise<Told> {
  for (let look = 0; look < LOOKS; look += 1) {
    const told = await call('checkout_status', { sagaId });
    if (told.status === 'completed') return told;
    await delay(250);
  }
  throw new Error('The checkout was not completed in time.');
}

function daysOf({ min, max }: { readonly min: number; readonly max: number }): string {
  const unit = max === 1 ? 'day' : 'days';
  return min === max ? `${max} ${unit}` : `${min} to ${max} ${unit}`;
}
