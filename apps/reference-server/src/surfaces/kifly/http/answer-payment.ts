import type { Outcome } from '@railyard/core';
import { answerTo } from '@railyard/core/http';
import type { Context } from 'hono';
import type { Environment } from '../../../http/environment.ts';
import { respond } from '../../../http/respond.ts';
import { type Buying, type BuyingCall, whoBuys } from '../buyer-token.ts';
import { dressed, rewordedOutcome } from '../words.ts';
import { callingOf, type HttpSurface } from './surface.ts';

/** Answers with what a paying call ends in, in the words of this surface. */
export async function answerPayment(
  surface: HttpSurface,
  c: Context<Environment>,
  call: BuyingCall,
  pay: (buying: Buying) => Promise<Outcome>,
): Promise<Response> {
  const buying = await whoBuys(surface, callingOf(c), call);
  const outcome = rewordedOutcome(await pay(buying));
  return respond(c, dressed(answerTo(outcome), buying.tokenStatus));
}
