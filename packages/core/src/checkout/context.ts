import { RailError } from '../errors.ts';
import type { CallContext, PaymentRef, RailContext } from '../rail.ts';
import { type Attempt, amountOf, type Refund } from '../record.ts';
import { commit } from './commit.ts';
import type { CartKey } from './keys.ts';
import { plain } from './plain.ts';
import type { Yard } from './yard.ts';

/** The context of a call to the provider about this attempt. Sending stops at `sendUntil`, also after a long pause. */
export function contextOf(
  yard: Yard,
  cart: CartKey,
  attempt: Attempt,
  call: {
    readonly tenant: string;
    readonly signal: AbortSignal;
    readonly first?: boolean;
    /** Null or absent when nothing bounds it. */
    readonly sendUntil?: number | null;
    /** The refund that the call is about; absent when it is about the payment. */
    readonly refund?: Refund;
  },
): RailContext {
  const { tenant, signal, first = false, sendUntil = null, refund } = call;
  const held = refund ?? attempt;
  const { fetch: send } = yard; // some runtimes' own fetch may not be called as a method
  return {
    ...placeOf(yard, { tenant, principal: attempt.principal, resource: attempt.resource }),
    attempt: attempt.id,
    deployment: yard.deployment ?? null,
    key: attempt.key,
    first,
    prepared: attempt.prepared,
    signal,
    fetch: floating(async (input, init) => {
      if (sendUntil !== null && yard.runtime.now() >= sendUntil) {
        throw new RailError('upstream_unavailable', 'The time to send this payment has passed.');
      }
      return send(input, {
        ...init,
        signal: init?.signal ? AbortSignal.any([init.signal, signal]) : signal,
      });
    }),
    remember: floating(async (facts) => {
      const refunding = refund?.id ?? null;
      const event = {
        type: 'remembered',
        attempt: attempt.id,
        refund: refunding,
        looks: held.looks,
        facts: plain(facts),
      } as const;
      const { applied } = await commit(yard, cart, null, event);
      if (!applied) throw new RailError('upstream_unavailable', 'Another worker has it.');
    }),
  };
}

/** A rejection that a rail does not wait for would end the process. */
function floating<Call extends readonly unknown[], T>(call: (...args: Call) => Promise<T>) {
  return (...args: Call): Promise<T> => {
    const promise = call(...args);
    promise.catch(() => {});
    return promise;
  };
}

export function placeOf(
  yard: Yard,
  who: Pick<CallContext, 'tenant' | 'principal' | 'resource'>,
): CallContext {
  return { ...who, mode: yard.mode, now: () => yard.runtime.now() };
}

export function paymentOf(attempt: Attempt): PaymentRef {
  const { id, key, reference, purchase, prepared, submittedAt, createdAt } = attempt;
  return {
    attempt: id,
    key,
    reference,
    total: amountOf(attempt),
    prepared,
    facts: { ...attempt.facts, ...attempt.remembered },
    quotedAt: purchase.quotedAt,
    submittedAt: submittedAt ?? createdAt,
  };
}
