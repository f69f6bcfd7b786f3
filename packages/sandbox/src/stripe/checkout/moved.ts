import type { State } from '../state.ts';
import { pageOf } from './create.ts';

const SHOWN = /"url":"[^"]+(\/c\/pay\/cs_test_\w+)"/;

/** Has the pages of open sessions where they are now: a sandbox can go on at another port. */
export function movePages({ sessions, replies }: State, origin: string): void {
  for (const held of sessions.values())
    if (held.object.url !== null) held.object = { ...held.object, url: pageOf(origin, held.object.id) };
  for (const [key, reply] of replies) {
    if (reply.path === '/v1/checkout/sessions')
      replies.set(key, { ...reply, body: reply.body.replace(SHOWN, `"url":"${origin}$1"`) });
  }
}
