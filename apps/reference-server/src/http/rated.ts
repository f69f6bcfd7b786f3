import { isRailError } from '@railyard/core';
import type { Rates } from '../rates.ts';
import type { Guard } from './route.ts';

/** A guard of callers that counts those it lets through by their API key, and those it refuses by their address. */
export function rated(guard: Guard, rates: Rates): Guard {
  return async (c) => {
    try {
      await guard(c);
    } catch (error) {
      const isRefused = isRailError(error) && error.status < 500;
      if (isRefused) rates.countAddress(c.env.address() ?? 'unknown');
      throw error;
    }
    rates.countKey(c.get('caller').id);
  };
}
