import type { CartRecord } from '../record.ts';
import { isBusy } from '../record.ts';
import type { Key } from '../store.ts';
import type { Yard } from './yard.ts';

const POLL = 100;

/** Waits until nobody is working on the attempt any more, or the time for copies is over. */
export async function waitFor(yard: Yard, cart: Key, attempt: string): Promise<void> {
  const { platform, timeouts } = yard;
  const here = yard.running.get(attempt);
  if (here) {
    const done = new AbortController();
    await Promise.race([here.then(ignore, ignore), platform.sleep(timeouts.copy, done.signal)]);
    return done.abort();
  }
  const end = platform.now() + timeouts.copy;
  while (platform.now() < end) {
    await platform.sleep(POLL);
    const record = await yard.store.get<CartRecord>('cart', cart.key);
    const now = record?.attempts.find(({ id }) => id === attempt);
    if (!now || !isBusy(now, platform.now())) return;
  }
}

function ignore(): void {}
