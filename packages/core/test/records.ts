import { type AfterSaleEvent, afterSale } from '../src/after-sale.ts';
import { type Cart, freeze } from '../src/cart.ts';
import { frozen } from '../src/json.ts';
import type { Receipt, Settlement } from '../src/rail.ts';
import { type Attempt, type CartRecord, newRecord } from '../src/record.ts';
import { type CartEvent, transition } from '../src/transition.ts';

export const RECEIPT: Receipt = { headers: { 'x-receipt': 'r1' }, body: { transaction: '0x1' }, meta: {} };
export const TOTAL = { amount: 4_999, currency: 'usd' };

export function emptyCart(): Cart {
  return {
    id: 'cart_a',
    tenant: 'acme',
    seller: 'shop',
    principal: 'alice',
    currency: 'usd',
    version: 1,
    lines: [],
    shipTo: null,
    deliveryFee: 0,
    tip: 0,
    changedAt: 0,
  };
}

/** A cart of one shirt at 49.99 usd, at version 2. */
export function cartOf(set: Partial<Cart> = {}): Cart {
  const line = { item: 'item_1', variant: 'shirt', title: 'Shirt', quantity: 1, unitAmount: 4_999 };
  return { ...emptyCart(), version: 2, lines: [line], ...set };
}

/** A submitted attempt at time 1,000. */
export function attemptOf(set: Partial<Attempt> = {}): Attempt {
  return {
    id: 'att_1',
    rail: 'keyed',
    account: 'acct_1',
    key: 'ry1_x',
    purchase: freeze(cartOf(), null),
    resource: '/cart/cart_a',
    principal: 'hash',
    request: 'acme:key-1',
    proof: 'keyed:tok_a',
    shown: 'hash',
    sealed: 'sealed',
    expiresAt: null,
    facts: {},
    remembered: {},
    prepared: null,
    state: 'submitted',
    settlement: null,
    reference: null,
    createdAt: 1_000,
    submittedAt: 1_000,
    sendUntil: null,
    doubtSince: null,
    busyUntil: null,
    due: 1_000,
    looks: 0,
    openCase: null,
    taken: null,
    ...set,
  };
}

export function recordOf(...attempts: readonly Attempt[]): CartRecord {
  return { ...newRecord(cartOf(), null), attempts };
}

export const paid = (reference = 'ch_1'): Settlement => ({
  state: 'paid',
  reference,
  total: TOTAL,
  receipt: RECEIPT,
});

export const declined = (set: { readonly until?: number } = {}): Settlement => ({
  state: 'declined',
  reason: 'no_funds',
  evidence: 'provider_state',
  ...set,
});

export const page = (set: Partial<Extract<Settlement, { state: 'action_required' }>> = {}): Settlement => ({
  state: 'action_required',
  reference: 'page_1',
  url: 'https://pay.example/1',
  methods: ['card'],
  expiresAt: 100_000,
  ...set,
});

export const unknown: Settlement = { state: 'unknown', reason: 'no_answer' };

export const settled = (settlement: Settlement, attempt = 'att_1'): CartEvent => ({
  type: 'settled',
  attempt,
  settlement,
});

/** The record after these events, one millisecond each from time 2,000 on. */
export const after = (record: CartRecord, ...events: readonly (CartEvent | AfterSaleEvent)[]): CartRecord =>
  events.reduce((before, event, index) => step(frozen(before), event, 2_000 + index), record);

export const types = ({ outbox }: CartRecord): readonly string[] => outbox.map(({ type }) => type);

const PAYMENT: readonly string[] = ['edited', 'opened', 'submitted', 'remembered', 'taken', 'settled'];

/** One event of either kind. */
export function step(record: CartRecord, event: CartEvent | AfterSaleEvent, now: number): CartRecord {
  return PAYMENT.includes(event.type)
    ? transition(record, event as CartEvent, now)
    : afterSale(record, event as AfterSaleEvent, now);
}
