import type { JsonObject } from '@railyard/core/rail';
import { formed, objectIn } from './members.ts';

/** What Stripe rings about, or asks. */
export interface Event {
  readonly type: string;
  /** What it happened to, as it was then. */
  readonly object: JsonObject;
}

/** Where events happen: with real money or without, on a connected account or with null on the endpoint's own. */
export interface Where {
  readonly isLive: boolean;
  readonly account: string | null;
}

/** Reads an event that happened here and bears its object; null for anything else. */
export function eventAt(value: JsonObject | null, { isLive, account }: Where): Event | null {
  const isHere = value?.livemode === isLive && (value.account ?? null) === account;
  const type = formed(value?.type, /^[a-z_.]{1,100}$/);
  const object = objectIn(objectIn(value?.data)?.object);
  return value?.object === 'event' && isHere && type !== null && object ? { type, object } : null;
}
