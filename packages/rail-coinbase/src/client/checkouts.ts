import type { JsonObject, PaymentRef } from '@railyard/core/rail';
import { type Checkout, readCheckout } from '../wire/checkout.ts';
import { asList, textIn } from '../wire/members.ts';
import type { Answer, Doubt } from './answer.ts';
import type { Ask } from './ask.ts';

/** A checkout that was looked for, or why nobody can tell. */
export type Found = Checkout | Doubt;

/** When a checkout may have been opened, in milliseconds since 1970, and what is in its description. */
export interface Period {
  readonly from: number;
  readonly to: number;
  readonly about: string | null;
}

const PAGE = 100;
/** More checkouts for one order than anybody opens. */
const MOST_PAGES = 10;

/** What a search comes to that has seen all, and not this checkout. */
export const NONE: Doubt = { reason: 'not_found' };
const UNREADABLE: Doubt = { reason: 'answer_unreadable' };

/** Opens a checkout, once for each key. */
export function openCheckout(ask: Ask, body: JsonObject, key: string): Promise<Answer> {
  return ask({ method: 'POST', path: '/checkouts', body, key });
}

/** The checkout of an attempt, by its reference or else among those of a period. */
export async function findCheckout(
  ask: Ask,
  { key, reference }: Pick<PaymentRef, 'key' | 'reference'>,
  period: Period,
): Promise<Found> {
  if (reference === null) return searchCheckout(ask, key, period);
  const found = await retrieve(ask, reference);
  return 'reason' in found || found.ours.key === key ? found : { reason: 'another_attempt' };
}

async function retrieve(ask: Ask, id: string): Promise<Found> {
  return shown(await ask({ method: 'GET', path: `/checkouts/${encodeURIComponent(id)}` }));
}

function shown(answer: Answer): Found {
  return answer.says === 'failed' ? answer : (readCheckout(answer.body) ?? UNREADABLE);
}

async function searchCheckout(ask: Ask, key: string, period: Period): Promise<Found> {
  const found: Checkout[] = [];
  let isWhole = true;
  let token: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer: Answer = await ask({ method: 'GET', path: `/checkouts?${queryOf(period, token)}` });
    if (answer.says === 'failed') return answer;
    const all = asList(answer.body.checkouts)?.map(readCheckout);
    if (!all) return UNREADABLE;
    found.push(...all.flatMap((one) => (one?.ours.key === key ? [one] : [])));
    isWhole &&= all.every((one) => one !== null);
    token = textIn(answer.body, 'nextPageToken');
    if (token === null) return best(found) ?? (isWhole ? NONE : UNREADABLE);
  }
  return best(found) ?? { reason: 'too_many_checkouts' };
}

/** An attempt has one checkout. Should it have two, the one with the money counts. */
function best(found: readonly Checkout[]): Checkout | undefined {
  return found.toSorted((one, other) => rankOf(one) - rankOf(other))[0];
}

const RANKS = ['COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED', 'PROCESSING', 'other', 'ACTIVE'];

function rankOf({ status }: Checkout): number {
  return RANKS.indexOf(status) + 1 || RANKS.length + 1;
}

function queryOf({ from, to, about }: Period, token: string | null): string {
  const query = new URLSearchParams({
    pageSize: String(PAGE),
    startTime: new Date(from).toISOString(),
    endTime: new Date(to).toISOString(),
    ...(about !== null && { descriptionQuery: about }),
    ...(token !== null && { pageToken: token }),
  });
  return query.toString();
}

/** Closes a checkout, so that it takes no money any more; resolves with how it stands then. */
export async function closeCheckout(ask: Ask, id: string): Promise<Found> {
  const answer = await ask({ method: 'POST', path: `/checkouts/${encodeURIComponent(id)}/deactivate` });
  const closed = shown(answer);
  // What is being paid, or has ended, cannot be closed.
  return 'status' in closed && closed.id === id && closed.status === 'DEACTIVATED'
    ? closed
    : retrieve(ask, id);
}

/** Gives money back, once for each key. */
export function refundCheckout(ask: Ask, id: string, body: JsonObject, key: string): Promise<Answer> {
  return ask({ method: 'POST', path: `/checkouts/${encodeURIComponent(id)}/refund`, body, key });
}
