import { isRailError, type PaymentEvent, type PaymentRail, type RailRequest } from '@railyard/core/rail';
import type { Attempt } from './attempt.ts';
import { believed } from './believed.ts';
import { answered, isNoAnswer, messageOf } from './call.ts';
import { placeOf } from './place.ts';
import { lacking, type Scene } from './scene.ts';

/** What a rail hears in a webhook: an event, or null when it is nothing to it; or that it says it is forged. */
export type Heard =
  | { readonly is: 'event'; readonly event: PaymentEvent | null }
  | { readonly is: 'forged'; readonly error: unknown }
  | { readonly is: 'thrown'; readonly error: unknown }
  | { readonly is: 'silence' };

/** Shows a rail a webhook, as the engine does. */
export async function hear(
  scene: Scene,
  request: RailRequest,
  rail: PaymentRail = scene.rail,
): Promise<Heard> {
  const { link, now } = scene;
  const ending = new AbortController();
  const { signal } = ending;
  const context = { mode: placeOf(scene).mode, now, signal, fetch: link.fetchFor('webhook', ending) };
  const answer = await answered<PaymentEvent | null>('webhook', ending, async () => {
    if (!rail.webhook) throw new TypeError('The rail has no webhook.');
    return rail.webhook(request, context);
  });
  link.check();
  if (isNoAnswer(answer)) return answer.state === 'threw' ? failed(answer.error) : { is: 'silence' };
  if (answer) believed(rail, scene.purchase(), 'webhook', answer);
  return { is: 'event', event: answer ?? null };
}

function failed(error: unknown): Heard {
  const isForged = isRailError(error) && error.code === 'invalid_signature';
  return { is: isForged ? 'forged' : 'thrown', error };
}

/** The webhooks of all that has happened so far, of which one has to be about this payment. */
export async function webhooksOf({ bench }: Scene): Promise<readonly RailRequest[]> {
  if (!bench.webhooks) throw lacking('webhooks', 'a rail that takes webhooks');
  return bench.webhooks();
}

/** Whether an event is about this attempt. */
export function isAbout(event: PaymentEvent | null, scene: Scene, { id, purchase }: Attempt): boolean {
  return event?.attempt === id && event.cart === purchase.cart && event.tenant === placeOf(scene).tenant;
}

/** What was heard, in a few words. */
export function saidOf(heard: Heard): string {
  switch (heard.is) {
    case 'event':
      return heard.event ? `heard ${JSON.stringify(heard.event)}` : 'heard nothing';
    case 'forged':
      return 'called it forged';
    case 'thrown':
      return `threw ${JSON.stringify(messageOf(heard.error))}`;
    case 'silence':
      return 'gave no answer';
  }
}
