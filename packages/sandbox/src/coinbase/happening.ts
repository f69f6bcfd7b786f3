import type { Checkout, CheckoutEventType } from './objects.ts';
import type { HeldCheckout, State } from './state.ts';

/** What something happens in: what is remembered, when it is, and who hears of it. */
export interface Happening {
  readonly state: State;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Where payment pages are. */
  readonly origin: string;
  /** Has an event delivered to those who listen. */
  readonly publish: (event: string, type: CheckoutEventType) => void;
}

/** A checkout as the API shows it. */
export function shown({ object, link }: HeldCheckout, origin: string): Checkout {
  const { id, ...rest } = object;
  return { id, url: `${origin}/payment-links/${link}`, ...rest };
}

/** Changes a checkout. */
export function change(
  { now }: Happening,
  held: HeldCheckout,
  changed: Partial<Omit<Checkout, 'id' | 'url' | 'updatedAt'>>,
): void {
  held.object = { ...held.object, ...changed, updatedAt: timeOf(now) };
}

/** Records that something has happened to a checkout, as it is now. */
export function emit(
  { state, origin, publish }: Happening,
  held: HeldCheckout,
  type: CheckoutEventType,
): void {
  const id = String(state.events.size + 1);
  state.events.set(id, { ...structuredClone(shown(held, origin)), eventType: type });
  publish(id, type);
}

/** A time as the API writes it. */
export function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}

/** Expires what was not paid in time. */
export function expireDue(happening: Happening): void {
  for (const [id, { object }] of happening.state.checkouts) {
    if (object.status !== 'ACTIVE' || Date.parse(object.expiresAt) > happening.now) continue;
    const held = happening.state.checkouts.get(id);
    if (held) expire(happening, held);
  }
}

/** Ends a checkout that nobody paid. */
export function expire(happening: Happening, held: HeldCheckout): void {
  change(happening, held, { status: 'EXPIRED' });
  emit(happening, held, 'checkout.payment.expired');
}
