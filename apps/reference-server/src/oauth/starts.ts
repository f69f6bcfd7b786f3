import { createRates } from '../rates.ts';

/** Counts what anybody can have kept here: registrations and visits. */
export interface Starts {
  /** Counts one from the network of an address. Throws `rate_limited` for one too many, from there or from everywhere. */
  count(address: string): void;
}

/** From everywhere there come as many as from ten networks at most. */
const NETWORKS = 10;

/** So many starts a minute from one network; 0 for any number. */
export function createStarts(perMinute: number, now: () => number): Starts {
  const [each, all] = [createRates(perMinute, now), createRates(perMinute * NETWORKS, now)];
  return {
    count(address) {
      each.countAddress(address);
      all.countAddress('all');
    },
  };
}
