import { type Cart, isRailError, type RailError } from '@railyard/core';
import { totalOf } from '@railyard/core/cart';
import type { TestCards } from '../../../test-cards.ts';
import { mutationOf, type Surface } from '../surface.ts';
import { fail, SagaFailed, step } from './fail.ts';
import { codeOf, type Failure } from './failure.ts';
import type { Saga } from './record.ts';
import { PAGE_RAIL, type Standing } from './view.ts';

/** Test cards as Stripe names them, and as agents of this surface know them. */
export const TEST_CARD = /^pm_(?:card|test)_[A-Za-z0-9_]{1,60}$/;

const NONE = new Uint8Array();

/** A test card that a checkout shall charge, and who grants tokens for it. */
export interface TestCard {
  readonly testCards: TestCards;
  readonly paymentMethod: string;
}

/** Charges a test card at once. What is uncertain is left to be looked at. */
export async function payByTestCard(
  surface: Surface,
  saga: Saga,
  cart: Cart,
  { testCards, paymentMethod }: TestCard,
): Promise<void> {
  const key = `${saga.id}:${saga.run}`;
  const outcome = await step(surface, saga, 'process_payment', async () => {
    const token = await testCards.grant({
      paymentMethod: paymentMethod.replace(/^pm_test_/, 'pm_card_'),
      total: { amount: totalOf(cart), currency: cart.currency },
    });
    const request = {
      method: 'tools/call',
      url: resourceOf(surface, saga),
      headers: { authorization: `Payment ${token}` },
      meta: {},
      body: NONE,
      quoted: cart.version,
    };
    const call = mutationOf({ ...saga, key }, 'pay', null);
    const about = { cart: cart.id, resource: resourceOf(surface, saga), email: saga.email };
    return surface.checkout.pay({ ...call, ...about, request }).catch(unlessUncertain);
  });
  if (outcome?.type !== 'challenge') return;
  await fail(surface, saga, refused(outcome.error));
  throw new SagaFailed();
}

/** Opens the page where the customer pays, or gives the one that is open. */
export async function openPage(surface: Surface, saga: Saga): Promise<Pick<Standing, 'page'> | null> {
  const call = mutationOf({ ...saga, key: null }, 'pay', null);
  const outcome = await step(surface, saga, 'process_payment', () =>
    surface.checkout.pay({
      ...call,
      cart: saga.cart,
      resource: resourceOf(surface, saga),
      email: saga.email,
      page: PAGE_RAIL,
      request: { method: 'tools/call', url: resourceOf(surface, saga), headers: {}, meta: {}, body: NONE },
    }),
  );
  return outcome.type === 'page' ? { page: outcome.page } : null;
}

/** The address under which a checkout is paid. */
function resourceOf({ baseUrl }: Surface, { id }: Saga): string {
  return `${baseUrl}/comos/checkout/${id}`;
}

function unlessUncertain(error: unknown): null {
  if (isRailError(error) && error.code === 'payment_unresolved') return null;
  throw error;
}

/** Why a challenge came in place of an order: the card was declined, or not even asked. */
function refused({ code, message, extras }: RailError): Failure {
  const named = codeOf(code, extras.details?.reason) ?? 'PAYMENT_SERVICE_ERROR';
  return { code: named, step: 'process_payment', message };
}
