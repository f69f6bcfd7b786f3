import type { JsonObject, RailError } from '@railyard/core';
import { type Answer, problemAnswer } from '@railyard/core/http';
import type { TokenStatus } from './buyer-token.ts';

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

/** The answer to an error, with what only this surface says: where to ask again, and its own name for a closed rail. */
export function inWordsOfThisSurface(error: RailError, baseUrl: string): Answer {
  const answer = problemAnswer(error);
  const { details } = error.extras;
  if (error.code === 'rail_not_active') return notActive(answer, baseUrl);
  if (error.code === 'payment_unresolved' && typeof details?.order_id === 'string') {
    const url = `${baseUrl}/api/agent/orders/${details.order_id}`;
    return withMembers(answer, { status_url: url }, { link: `<${url}>; rel="monitor"` });
  }
  return answer;
}

/** The way out of a closed rail is the page that a person pays on. */
function notActive(answer: Answer, baseUrl: string): Answer {
  const { payment_rail, active_rails = [] } = answer.body.details as JsonObject;
  const pages = Array.isArray(active_rails) && active_rails.some((id) => PAGES.has(id as string));
  return withMembers(answer, {
    ...(pages && {
      next_action: `Get a page where the buyer pays: POST ${baseUrl}/api/agent/payment-link with the cart_id.`,
    }),
    ...namedHere(payment_rail),
  });
}

/** What this surface calls the error of a closed rail, where that is another name than core's. */
export function namedHere(rail: unknown): JsonObject {
  if (rail !== 'x402') return {};
  return { type: 'urn:railyard:error:x402_not_configured', error: 'x402_not_configured' };
}

const PAGES: ReadonlySet<string> = new Set(['stripe-checkout', 'coinbase', 'directory-handoff']);

function withMembers(answer: Answer, members: JsonObject, headers: Answer['headers'] = {}): Answer {
  return {
    ...answer,
    headers: { ...answer.headers, ...headers },
    body: { ...answer.body, ...members },
  };
}
