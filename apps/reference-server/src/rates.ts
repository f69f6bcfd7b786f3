import { RailError } from '@railyard/core';
import { networkOf } from './http/network.ts';

/** How often callers may call. Both throw `rate_limited` for one call too many, which then does not count. */
export interface Rates {
  /** Counts a call with the API key of this id. */
  countKey(id: string): void;
  /** Counts a call without a valid API key, by the network that it came from. */
  countAddress(address: string): void;
}

const MINUTE = 60_000;
/** Names that are counted at a time. When there are more, all begin anew. */
const MOST_COUNTED = 10_000;

/** Lets each caller make so many calls at once, and as many a minute from then on; 0 lets them make any number. */
export function createRates(perMinute: number, now: () => number): Rates {
  if (perMinute === 0) return { countKey() {}, countAddress() {} };
  const [keys, addresses] = [createRate(perMinute, now), createRate(perMinute, now)];
  const details = { requests_per_minute: perMinute };
  return {
    countKey(id) {
      const wait = keys(id);
      if (wait === 0) return;
      throw new RailError('rate_limited', `This API key makes more than ${perMinute} requests a minute.`, {
        details,
        retryAfter: Math.ceil(wait / 1_000),
        nextAction:
          'Nothing was done. Wait for retry_after_seconds, then send the same request again, with the same Idempotency-Key.',
      });
    },
    countAddress(address) {
      const wait = addresses(networkOf(address));
      if (wait === 0) return;
      throw new RailError(
        'rate_limited',
        'Too many requests without a valid API key come from this address.',
        {
          details,
          retryAfter: Math.ceil(wait / 1_000),
          nextAction: 'Send a valid API key: what comes with one is not counted here.',
        },
      );
    },
  };
}

/** Counts a call of this name, and says 0; or says how many milliseconds too early it comes. */
export function createRate(perMinute: number, now: () => number): (name: string) => number {
  const each = MINUTE / perMinute;
  /** When a name will have all its calls again. */
  const whole = new Map<string, number>();
  return (name) => {
    const time = now();
    const known = whole.get(name);
    if (known === undefined && whole.size >= MOST_COUNTED) whole.clear();
    // No clock that was set back makes anybody wait for longer than one call.
    const used = Math.min(Math.max((known ?? 0) - time, 0), MINUTE);
    const wait = used + each - MINUTE;
    const isEarly = wait >= 1; // a fraction can be left over from dividing
    whole.set(name, time + used + (isEarly ? 0 : each));
    return isEarly ? wait : 0;
  };
}
