import { isRailError, type Outcome } from '@railyard/core';
import { answerTo } from '@railyard/core/http';
import type { Context } from 'hono';
import type { Environment } from '../../../http/environment.ts';
import { respond } from '../../../http/respond.ts';
import { type Buying, type BuyingCall, whoBuys } from '../buyer-token.ts';
import { dressed, inWordsOfThisSurface } from '../words.ts';
import { callingOf, type HttpSurface } from './surface.ts';

/** Answers with what a paying call ends in, in the words of this surface. */
export async function answerPayment(
  surface: HttpSurface,
  c: Context<Environment>,
  call: BuyingCall,
  pay: (buying: Buying) => Promise<Outcome>,
): Promise<Response> {
  const { log, baseUrl } = surface;
  try {
    const buying = await whoBuys(surface, callingOf(c), call);
    return respond(c, dressed(answerTo(await pay(buying)), buying.tokenStatus));
  } catch (error) {
    if (!isRailError(error) || error.status === 500) throw error;
    log(c, error);
    return respond(c, inWordsOfThisSurface(error, baseUrl));
  }
}
