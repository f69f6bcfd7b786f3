import type { JsonObject, Money } from '@railyard/core/rail';
import { type Intent, readIntent } from './intent.ts';
import { countOf, idOf, membersOf, moneyOf, oneOf, textOf, wordOf } from './members.ts';
import { type Ours, readOurs } from './ours.ts';

const STATUSES = ['open', 'complete', 'expired'] as const;
const PAYMENTS = ['paid', 'unpaid', 'no_payment_required'] as const;
// The last second that a date can hold.
const LAST_SECOND = 8_640_000_000_000;

/** A Checkout Session: a page for one payment. */
export interface Session {
  readonly id: string;
  readonly status: (typeof STATUSES)[number] | 'other';
  readonly payment: (typeof PAYMENTS)[number] | 'other';
  /** What the page asks for. */
  readonly total: Money;
  /** Where the page is; null unless it is open. */
  readonly url: string | null;
  /** Stripe's names of what it can be paid with. */
  readonly methods: readonly string[];
  /** When the page ends, in milliseconds since 1970. */
  readonly expiresAt: number;
  /** Null until a person first tries to pay. */
  readonly intentId: string | null;
  /** Null where the answer only names it. */
  readonly intent: Intent | null;
  readonly ours: Ours;
}

/** Reads a session that takes a payment; null for anything else. */
export function readSession(value: JsonObject | null): Session | null {
  const id = idOf(value?.id, 'cs');
  const total = moneyOf(value?.amount_total, value?.currency);
  const seconds = countOf(value?.expires_at, LAST_SECOND);
  if (value?.object !== 'checkout.session' || id === null || !total || seconds === null) return null;
  const paying = payingOf(value);
  return (
    paying && {
      id,
      status: oneOf(STATUSES, value.status),
      payment: oneOf(PAYMENTS, value.payment_status),
      total,
      url: textOf(value.url, /^https?:\/\/\S+$/),
      methods: methodsIn(value),
      expiresAt: seconds * 1_000,
      ...paying,
      ours: readOurs(value),
    }
  );
}

/** The intent of a session, named or whole; null when it cannot be read. */
function payingOf({ payment_intent: value = null }: JsonObject): Pick<Session, 'intent' | 'intentId'> | null {
  if (value === null) return { intentId: null, intent: null };
  const whole = membersOf(value);
  const intent = readIntent(whole);
  const intentId = whole ? (intent?.id ?? null) : idOf(value, 'pi');
  return intentId === null ? null : { intentId, intent };
}

function methodsIn({ payment_method_types: types }: JsonObject): readonly string[] {
  return Array.isArray(types) ? types.flatMap((one) => wordOf(one) ?? []) : [];
}

/** A part of a list: of each session its id, and the attempt that it bears. */
export interface SessionPage {
  readonly sessions: readonly { readonly id: string; readonly attempt: string | null }[];
  readonly hasMore: boolean;
}

/** Reads a part of a list of sessions, whatever they are for; null for anything else. */
export function readSessionPage(value: JsonObject): SessionPage | null {
  if (value.object !== 'list' || !Array.isArray(value.data)) return null;
  const sessions = value.data.map((one: unknown) => {
    const session = membersOf(one);
    const id = idOf(session?.id, 'cs');
    return session && id !== null ? { id, attempt: readOurs(session).attempt } : null;
  });
  return sessions.every((one) => one !== null) ? { sessions, hasMore: value.has_more === true } : null;
}
