import { type Attempt, type CartRecord, isBusy } from '../record.ts';
import type { CartKey } from './keys.ts';
import type { Yard } from './yard.ts';

const POLL = 100;

/** Waits until nobody is working on this part of a record any more, or the time for copies is over. */
export async function waitFor(
  yard: Yard,
  cart: CartKey,
  id: string,
  part: (record: CartRecord) => Pick<Attempt, 'busyUntil'> | null | undefined,
): Promise<void> {
  const { runtime, timeouts } = yard;
  const here = [...yard.running].findLast((one) => one.id === id);
  if (here) {
    const done = new AbortController();
    await Promise.race([here.work.then(ignore, ignore), runtime.sleep(timeouts.copy, done.signal)]);
    return done.abort();
  }
  const end = runtime.now() + timeouts.copy;
  while (runtime.now() < end) {
    await runtime.sleep(POLL);
    const record = await yard.store.get<CartRecord>('cart', cart.key);
    const now = record && part(record);
    if (!now || !isBusy(now, runtime.now())) return;
  }
}

function ignore(): void {}
