import { type ErrorCode, type JsonObject, type Outcome, RailError, toDecimal } from '@railyard/core';
import { type Answer, problemAnswer, publicError } from '@railyard/core/http';
import type { TokenStatus } from './buyer-token.ts';
import { AFTER_ERROR } from './next/errors.ts';
import { afterRefusal } from './next/payments.ts';
import type { Steps } from './next/steps.ts';
import { CHOOSER_RAIL, DEFAULT_RAIL, REFERRING_RAIL } from './page-choice.ts';

/** An answer with the members that only this surface has. */
export function dressed(answer: Answer, tokenStatus: TokenStatus): Answer {
  return { ...answer, body: dressedMembers(answer.body, tokenStatus) };
}

/** What is told of an outcome with the members that only this surface has. A hand-off says what it is at the top, too. */
export function dressedMembers(members: JsonObject, tokenStatus: TokenStatus): JsonObject {
  const { handoff, ...rest } = members as { readonly handoff?: JsonObject } & JsonObject;
  const shown = { ...rest, buyer_token_status: tokenStatus };
  if (!handoff) return shown;
  const { disclaimer = null, referral_id = null, ...parts } = handoff;
  return { ...shown, handoff: parts, disclaimer, referral_id };
}

/** An error with what its caller does next, in calls that they know. */
export function reworded(thrown: unknown, steps: Steps): RailError {
  const error = publicError(thrown);
  const { code, extras } = error;
  const { details = {}, nextAction: given } = extras;
  const nextAction = AFTER_ERROR[code]?.(steps, details, given) ?? given;
  const message = code === 'payment_unresolved' ? UNRESOLVED : error.message;
  return new RailError(code, message, { ...extras, ...(nextAction !== undefined && { nextAction }) });
}

/** Without what the next action says as well. */
const UNRESOLVED = 'It is not yet certain whether the payment went through.';

/** An outcome in which a payment that was not taken says what to do about that. */
export function rewordedOutcome(outcome: Outcome, steps: Steps): Outcome {
  if (outcome.type !== 'challenge') return outcome;
  const { code, message, extras } = outcome.error;
  const { total } = outcome.purchase;
  const refusal = {
    code,
    reason: extras.details?.reason,
    total: `${toDecimal(total)} ${total.currency}`,
    rails: outcome.challenges.map(({ rail }) => rail),
  };
  const nextAction = afterRefusal(refusal, steps);
  if (nextAction === null) return outcome;
  return { ...outcome, error: new RailError(code, message, { ...extras, nextAction }) };
}

/** The answer to an error, with what only this surface says: where to ask again, and its own name for a closed rail. */
export function inWordsOfThisSurface(thrown: unknown, steps: Steps, baseUrl: string): Answer {
  const error = reworded(thrown, steps);
  const answer = problemAnswer(error);
  const { details } = error.extras;
  if (error.code === 'rail_not_active') return notActive(answer, steps);
  if (ABOUT_BUYERS.has(error.code)) return withMembers(answer, {}, { 'www-authenticate': 'Buyer' });
  if (error.code === 'payment_unresolved' && typeof details?.order_id === 'string') {
    const url = `${baseUrl}/api/agent/orders/${details.order_id}`;
    return withMembers(answer, { status_url: url }, { link: `<${url}>; rel="monitor"` });
  }
  return answer;
}

/** Of these it is the buyer who is not known. A caller who was told `Bearer` would take its own token for a bad one. */
const ABOUT_BUYERS: ReadonlySet<ErrorCode> = new Set(['invalid_otp', 'invalid_buyer_token']);

/** An answer whose next action names these ids instead of what stands for them. */
export function withIds(answer: Answer, ids: Readonly<Record<string, string | undefined>>): Answer {
  const { next_action } = answer.body;
  if (typeof next_action !== 'string') return answer;
  const told = next_action.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => {
    const id = ids[name];
    return id !== undefined && /^\w{1,80}$/.test(id) ? id : placeholder;
  });
  return withMembers(answer, { next_action: told });
}

/** The way out of a closed rail is the page that a person pays on. */
function notActive(answer: Answer, steps: Steps): Answer {
  const { payment_rail, active_rails = [] } = answer.body.details as JsonObject;
  const active = Array.isArray(active_rails) ? active_rails : [];
  const nextAction = active.includes(REFERRING_RAIL)
    ? onlyReferred(steps)
    : active.some((id) => PAGES.has(id)) && `Get a page where the buyer pays: ${steps.openPage}.`;
  return withMembers(answer, {
    ...(nextAction && { next_action: nextAction }),
    ...namedHere(payment_rail),
  });
}

/** The way out where a seller sells nothing here. */
export function onlyReferred({ openPage }: Pick<Steps, 'openPage'>): string {
  return `Nothing is paid here: get the links to the seller’s own site with ${openPage}.`;
}

/** What this surface calls the error of a closed rail, where that is another name than core's. */
export function namedHere(rail: unknown): JsonObject {
  if (rail !== 'x402') return {};
  return { type: 'urn:railyard:error:x402_not_configured', error: 'x402_not_configured' };
}

const PAGES: ReadonlySet<unknown> = new Set([DEFAULT_RAIL, CHOOSER_RAIL]);

function withMembers(answer: Answer, members: JsonObject, headers: Answer['headers'] = {}): Answer {
  return {
    ...answer,
    headers: { ...answer.headers, ...headers },
    body: { ...answer.body, ...members },
  };
}
