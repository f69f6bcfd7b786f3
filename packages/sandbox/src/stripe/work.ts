import type { Form } from './form.ts';
import type { Issuer } from './issuing/issuer.ts';
import type { StripeObject } from './objects.ts';
import { drawId } from './open.ts';
import type { State } from './state.ts';

/** One call that was let in, with what it may touch. */
export interface Work {
  readonly state: State;
  /** The account whose objects are meant. */
  readonly account: string;
  /** The id in the path; empty when there is none. */
  readonly id: string;
  readonly form: Form;
  /** Where payment pages are: `https://checkout.stripe.com`, or the sandbox itself. */
  readonly origin: string;
  /** Seconds since 1970. */
  readonly now: number;
  readonly request: { readonly id: string | null; readonly idempotency_key: string | null };
  /** How old an object is, in seconds, when the search knows of it. */
  readonly lag: number;
  /** Who decides about authorizations of the cards that were issued here. */
  readonly issuer: Issuer;
  /** Has an event delivered to those who listen. */
  readonly publish: (event: string) => void;
}

/** What happens outside of any call, such as what a bank does. */
export type Happening = Omit<Work, 'id' | 'form' | 'origin' | 'lag'>;

/** What happens without a call: who is meant is found by the object's id. */
export type Outside = Omit<Happening, 'account'>;

/** Records that something has happened to an object, as it is now, and has those who listen told. */
export function emit(happening: Happening, type: string, object: StripeObject): void {
  happening.publish(recordEvent(happening, type, object));
}

/** Records that something has happened to an object, as it is now. Gives the event's id. */
export function recordEvent(
  { state, account, now, request }: Happening,
  type: string,
  object: StripeObject,
): string {
  const id = drawId(state, 'evt');
  const own = account === state.facts.account || account === state.facts.agent.account;
  state.events.set(id, {
    account,
    object: {
      id,
      object: 'event',
      ...(!own && { account }),
      api_version: state.facts.version,
      created: now,
      data: { object: structuredClone(object) },
      livemode: false,
      pending_webhooks: 0,
      request,
      type,
    },
  });
  return id;
}
