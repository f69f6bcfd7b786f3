import { type Intent, readIntent } from '../wire/intent.ts';
import type { Ask } from './ask.ts';

/** The intent of this id; null when Stripe does not know it, `unseen` when nobody can tell. */
export async function retrieveIntent(ask: Ask, id: string): Promise<Intent | null | 'unseen'> {
  const answer = await ask({ method: 'GET', path: `/v1/payment_intents/${encodeURIComponent(id)}` });
  if ('reason' in answer) return answer.fault?.status === 404 ? null : 'unseen';
  const intent = readIntent(answer.body);
  return intent?.id === id ? intent : 'unseen';
}
