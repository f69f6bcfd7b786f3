import type { JsonObject } from '@railyard/core/rail';
import { membersOf, textOf } from './members.ts';

/** What Stripe rings about. */
export interface Event {
  readonly type: string;
  readonly isLive: boolean;
  /** The connected account that it happened on; null on the endpoint's own. */
  readonly account: string | null;
  /** How the object was when it happened. */
  readonly object: JsonObject;
}

/** Reads an event with its object in it; null for anything else. */
export function readEvent(value: JsonObject | null): Event | null {
  const type = textOf(value?.type, /./);
  const object = membersOf(membersOf(value?.data)?.object);
  if (value?.object !== 'event' || typeof value.livemode !== 'boolean' || type === null || !object)
    return null;
  return { type, isLive: value.livemode, account: textOf(value.account, /./), object };
}
