import { isRailError } from '@railyard/core';
import type { Rates } from '../rates.ts';
import type { Guard } from './route.ts';

/** A guard of callers that counts whom it knows by their API key, let through or not, and all others by their address. */
export function rated(guard: Guard, rates: Rates): Guard {
  return async (c) => {
    try {
      await guard(c);
    } catch (error) {
      if (!isRailError(error) || error.status >= 500) throw error;
      if (error.code === 'scope_insufficient') rates.countKey(c.get('caller').id);
      else rates.countAddress(c.env.address() ?? 'unknown');
      throw error;
    }
    rates.countKey(c.get('caller').id);
  };
}
