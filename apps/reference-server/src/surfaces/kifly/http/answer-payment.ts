import type { Outcome } from '@railyard/core';
import type { Context } from 'hono';
import type { Environment } from '../../../http/environment.ts';
import { respondText } from '../../../http/respond.ts';
import { type Buying, type BuyingCall, whoBuys } from '../buyer-token.ts';
import { callingOf, type HttpSurface } from './surface.ts';
import { writtenOf } from './written.ts';

/** Answers with what a paying call ends in, in the words of this surface. */
export async function answerPayment(
  surface: HttpSurface,
  c: Context<Environment>,
  call: BuyingCall,
  pay: (buying: Buying) => Promise<Outcome>,
): Promise<Response> {
  c.set('cart', call.cart_id);
  const buying = await whoBuys(surface, callingOf(c), call);
  const written = writtenOf(await pay(buying), buying.tokenStatus, surface.steps);
  return respondText(c, written.text, written);
}
