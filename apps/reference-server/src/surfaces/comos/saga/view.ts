import { type Cart, isRailError, type OpenPage, orderIdOf, toDecimal } from '@railyard/core';
import { subtotalOf, totalOf } from '@railyard/core/cart';
import { type OrderReport, reportOrder } from '@railyard/core/operator';
import { readOrder, readStanding } from '@railyard/core/order';
import type { Reservation } from '../../../inventory.ts';
import type { DeliveryOption } from '../../../sellers.ts';
import { ownerOf, type Surface } from '../surface.ts';
import { type FailureCode, failure, isRetryable, STEPS, type Step } from './failure.ts';
import type { Saga } from './record.ts';

export const STATUSES = [
  'pending',
  'in_progress',
  'payment_pending',
  'completed',
  'failed',
  'compensating',
  'compensated',
] as const;
export type Status = (typeof STATUSES)[number];

/** A checkout as this surface shows it. Amounts are minor units of `currency`. */
export interface SagaView {
  readonly sagaId: string;
  readonly cartId: string;
  readonly status: Status;
  /** Whether nothing is open of which Stripe was not asked just now. */
  readonly verified: boolean;
  readonly completedSteps: readonly Step[];
  readonly currentStep: Step | null;
  readonly error: {
    readonly code: FailureCode;
    readonly message: string;
    readonly retryable: boolean;
  } | null;
  readonly compensation: Compensation | null;
  readonly orderId: string | null;
  readonly paymentId: string | null;
  readonly paymentUrl: string | null;
  readonly paymentUrlExpiresAt: string | null;
  readonly shipping: ShippingView | null;
  readonly subtotal: number;
  readonly shippingCost: number;
  readonly total: number;
  readonly totalDecimal: string;
  readonly currency: string;
  readonly startedAt: string;
}

/** What was undone. */
export interface Compensation {
  readonly inventoryReleased: boolean;
  readonly refunds: readonly { readonly amount: number; readonly state: 'pending' | 'refunded' | 'failed' }[];
}

export interface ShippingView {
  readonly carrierId: string;
  readonly serviceId: string;
  readonly title: string;
}

/** All that says where a checkout stands. */
export interface Standing {
  readonly saga: Saga;
  readonly cart: Cart;
  /** Of the cart as it is, or as it was paid; null while nobody has tried to pay that. */
  readonly report: OrderReport | null;
  readonly reservation: Reservation | null;
  /** The page that is open. */
  readonly page: OpenPage | null;
  /** Whether the provider was asked about whatever is not settled, and has answered. */
  readonly isSure: boolean;
}

/** Where a checkout stands by the records. */
export async function standingOf(surface: Surface, saga: Saga): Promise<Standing> {
  const { checkout, store, inventory } = surface;
  const { cart, order } = await readStanding(checkout, ownerOf(saga), saga.cart);
  const [report, hold] = await Promise.all([
    reportOrder(store, saga.tenant, order ?? orderIdOf(cart.id, cart.version)),
    inventory.find(saga),
  ]);
  const reservation = hold?.state ?? null;
  return { saga, cart, report, reservation, page: null, isSure: Boolean(report?.order) };
}

/** The same after the provider was asked about whatever is not settled. */
export async function lookedAt(surface: Surface, saga: Saga): Promise<Standing> {
  const { checkout } = surface;
  const { cart, order } = await readStanding(checkout, ownerOf(saga), saga.cart);
  try {
    const view = await readOrder(checkout, ownerOf(saga), order ?? orderIdOf(cart.id, cart.version));
    const isSure = view.status !== 'pending';
    return { ...(await standingOf(surface, saga)), page: view.page, isSure };
  } catch (error) {
    if (!isRailError(error) || error.code !== 'not_found') throw error;
    return { ...(await standingOf(surface, saga)), isSure: true }; // nobody has tried to pay it
  }
}

/** The page on which people pay here. */
export const PAGE_RAIL = 'stripe-checkout';

export function statusOf({ saga, report, reservation }: Standing): Status {
  if (report?.order) {
    if (reservation === 'refused') return isGivenBack(report) ? 'compensated' : 'compensating';
    return saga.isDone ? 'completed' : 'in_progress';
  }
  if (saga.failure) {
    if (reservation === 'held') return 'compensating';
    return reservation === 'released' ? 'compensated' : 'failed';
  }
  const latest = report?.attempts.at(-1);
  if (latest && UNDER_WAY.has(latest.state)) return 'in_progress';
  return latest?.rail === PAGE_RAIL ? 'payment_pending' : 'pending';
}

/** What waits for the customer on a page is not. */
const UNDER_WAY: ReadonlySet<string> = new Set(['created', 'submitted', 'pending']);

function isGivenBack({ refunds }: OrderReport): boolean {
  return refunds.length > 0 && refunds.every(({ state }) => state === 'refunded');
}

/** Why it has failed; null when it has not. What was paid and could not be had counts for more than what was before. */
export function failureOf({ saga, report, reservation }: Standing): Saga['failure'] {
  if (!report?.order) return saga.failure;
  return reservation === 'refused' ? failure('INVENTORY_UNAVAILABLE', 'confirm_order') : null;
}

/** The way to deliver that the cart has the price of; null where there is nothing to choose, or the price is another. */
export function chosenOption({ saga, cart }: Pick<Standing, 'saga' | 'cart'>): DeliveryOption | null {
  const choice = saga.choices.findLast(
    ({ from, option }) => from <= cart.version && option.price === cart.deliveryFee,
  );
  return choice?.option ?? null;
}

function completed(standing: Standing): readonly Step[] {
  const { saga, report, reservation } = standing;
  const failed = failureOf(standing);
  if (failed) return STEPS.slice(0, STEPS.indexOf(failed.step));
  if (!report?.order) return reservation === 'released' ? ['validate_cart'] : STEPS.slice(0, 3);
  const isSold = reservation === null || reservation === 'sold';
  const { state } = saga.confirmation;
  return [
    ...STEPS.slice(0, 4),
    ...(isSold ? (['confirm_order'] as const) : []),
    ...(state === 'sent' ? (['send_confirmation'] as const) : []),
    ...(saga.isDone ? (['clear_cart'] as const) : []),
  ];
}

function currentStep(standing: Standing, done: readonly Step[]): Step | null {
  const failed = failureOf(standing);
  if (failed) return failed.step;
  if (standing.saga.isDone) return null;
  const skipped = standing.saga.confirmation.state === 'none' ? 'send_confirmation' : null;
  return STEPS.find((step) => step !== skipped && !done.includes(step)) ?? null;
}

function compensationOf({ report, reservation }: Standing): Compensation | null {
  const refunds = (report?.refunds ?? []).map(({ amount, state }) => ({ amount: amount.amount, state }));
  const inventoryReleased = reservation === 'released';
  return inventoryReleased || refunds.length > 0 ? { inventoryReleased, refunds } : null;
}

export function shapeSaga(standing: Standing): SagaView {
  const { saga, cart, report, page } = standing;
  const done = completed(standing);
  const failed = failureOf(standing);
  const option = chosenOption(standing);
  const total = report?.order?.total.amount ?? totalOf(cart);
  return {
    sagaId: saga.id,
    cartId: saga.cartName,
    status: statusOf(standing),
    verified: standing.isSure,
    completedSteps: done,
    currentStep: currentStep(standing, done),
    error: failed && { code: failed.code, message: failed.message, retryable: isRetryable(failed.code) },
    compensation: failed || report?.refunds.length ? compensationOf(standing) : null,
    orderId: report?.order?.id ?? null,
    paymentId: report?.order?.reference ?? null,
    paymentUrl: page?.url ?? null,
    paymentUrlExpiresAt: page && new Date(page.expiresAt).toISOString(),
    shipping: option && { carrierId: option.carrier, serviceId: option.service, title: option.title },
    subtotal: subtotalOf(cart),
    shippingCost: cart.deliveryFee,
    total,
    totalDecimal: toDecimal({ amount: total, currency: cart.currency }),
    currency: cart.currency,
    startedAt: new Date(saga.startedAt).toISOString(),
  };
}
