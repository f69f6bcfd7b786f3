import type { JsonObject, PaymentRef } from '@railyard/core/rail';
import { readSession, readSessionPage, type Session } from '../wire/session.ts';
import type { Answer, Doubt } from './answer.ts';
import type { Ask } from './ask.ts';

const SESSIONS = '/v1/checkout/sessions';
const PAGE = 100;
/** As much of a list as one look goes through, in pages. */
const MOST_PAGES = 10;
const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;
/** Seconds by which our clock may differ from Stripe's. */
const SKEW = 10 * MINUTE;

/** A session that was looked for, or why nobody can tell. */
export type Found = Session | Doubt;

/** More sessions were made than one look goes through: the next can begin after this one. */
export interface Unfinished extends Doubt {
  readonly after: string;
}

/** The answer to a session that does not exist, or is not seen. */
const NOT_FOUND: Doubt = { reason: 'not_found' };
const UNREADABLE: Doubt = { reason: 'answer_unreadable' };

/** Opens a page under this key. The answer may be one that Stripe only repeats. */
export function openSession(ask: Ask, params: JsonObject, key: string): Promise<Answer> {
  return ask({ method: 'POST', path: SESSIONS, params, key });
}

/** The session of an attempt as it stands now: by its reference, or else among those made when it was submitted. */
export async function findSession(ask: Ask, payment: PaymentRef, now: number): Promise<Found> {
  const { attempt, reference, submittedAt } = payment;
  if (reference !== null) return retrieveSession(ask, attempt, reference);
  // Most are made at once; the others are sent again for as long as the key is known.
  const sent = Math.floor(submittedAt / 1_000);
  const spans = [
    { gte: sent - SKEW, lte: sent + SKEW },
    { gt: sent + SKEW, lte: sent + DAY },
  ];
  const due = now > submittedAt + SKEW * 1_000 ? spans : spans.slice(0, 1);
  for (const created of due) {
    const found = await findAmong(ask, attempt, created);
    if (found !== NOT_FOUND) return found;
  }
  return NOT_FOUND;
}

/**
 * The session of an attempt whose page ended at this second: among all that were made until then, newest first, or
 * those of them after one that an earlier look had come to.
 */
export function findEnded(
  ask: Ask,
  { attempt, submittedAt }: PaymentRef,
  end: number,
  after?: string,
): Promise<Found | Unfinished> {
  return findAmong(ask, attempt, { gte: Math.floor(submittedAt / 1_000) - SKEW, lte: end }, after);
}

async function findAmong(
  ask: Ask,
  attempt: string,
  created: JsonObject,
  after?: string,
): Promise<Found | Unfinished> {
  const named = await searchSessions(ask, attempt, created, after);
  if (typeof named !== 'string') return named;
  const found = await retrieveSession(ask, attempt, named);
  // It was there a moment ago.
  return found === NOT_FOUND ? UNREADABLE : found;
}

/** The session of this id, with its intent. */
export async function retrieveSession(ask: Ask, attempt: string, id: string): Promise<Found> {
  const path = `${SESSIONS}/${encodeURIComponent(id)}`;
  const answer = await ask({ method: 'GET', path, params: { expand: ['payment_intent'] } });
  if ('reason' in answer) return answer.fault?.status === 404 ? NOT_FOUND : answer;
  const session = readSession(answer.body);
  if (session?.id !== id) return UNREADABLE;
  return session.ours.attempt === attempt ? session : { reason: 'another_attempt' };
}

/** The id of the session that bears this attempt, among those made in a span of time. */
async function searchSessions(
  ask: Ask,
  attempt: string,
  created: JsonObject,
  from?: string,
): Promise<string | Doubt | Unfinished> {
  let after = from;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const params = { created, limit: PAGE, ...(after !== undefined && { starting_after: after }) };
    const answer = await ask({ method: 'GET', path: SESSIONS, params });
    if ('reason' in answer) return answer;
    const listed = readSessionPage(answer.body);
    if (!listed) return UNREADABLE;
    const own = listed.sessions.find((one) => one.attempt === attempt);
    if (own) return own.id;
    if (!listed.hasMore) return NOT_FOUND;
    after = listed.sessions.at(-1)?.id;
    if (after === undefined) return UNREADABLE;
  }
  return { reason: 'too_many_sessions', ...(after !== undefined && { after }) };
}

/** Closes an open page, so that nobody can begin to pay on it. What came of it is for a look to tell. */
export function expireSession(ask: Ask, { id }: Session): Promise<Answer> {
  return ask({ method: 'POST', path: `${SESSIONS}/${encodeURIComponent(id)}/expire` });
}
