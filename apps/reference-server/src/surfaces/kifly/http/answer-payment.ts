import { isRailError, type Outcome } from '@railyard/core';
import { answerTo } from '@railyard/core/http';
import type { Context } from 'hono';
import type { Environment } from '../../../http/environment.ts';
import { respond } from '../../../http/respond.ts';
import { dressed, inWordsOfThisSurface } from '../words.ts';
import type { HttpSurface } from './surface.ts';

/** Answers with what a paying call ends in, in the words of this surface. */
export async function answerPayment(
  { log, baseUrl }: HttpSurface,
  c: Context<Environment>,
  pay: () => Promise<Outcome>,
): Promise<Response> {
  try {
    return respond(c, dressed(answerTo(await pay())));
  } catch (error) {
    if (!isRailError(error) || error.status === 500) throw error;
    log(c, error);
    return respond(c, inWordsOfThisSurface(error, baseUrl));
  }
}
