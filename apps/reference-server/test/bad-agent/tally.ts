import { keptOf } from './ledger/payment.ts';
import type { Played } from './run.ts';

/** Counts by what is counted, such as `answers | 402`. */
export type Tally = Readonly<Record<string, number>>;

export function tallyOf({ story, evidence }: Played): Tally {
  const tally = new Map<string, number>();
  const count = (name: string, times = 1): void => void tally.set(name, (tally.get(name) ?? 0) + times);
  count('runs');
  count('carts', evidence.versions.size);
  for (const { door, answer } of story.asked) {
    count(`requests | over ${door}`);
    count(`answers | ${answer ? answer.status : 'none, or not waited for'}`);
  }
  for (const [kind, times] of story.troubles) count(`troubles | ${kind}`, times);
  for (const { rail } of story.credentials) count(`credentials | ${rail}`);
  count('pages', story.pages.length);
  for (const payment of evidence.payments) {
    count('payments');
    count(`payments | ${payment.rail}`);
    if (keptOf(payment) > 0) continue;
    count('returned');
    count(`returned | ${payment.rail}`);
  }
  count('orders', evidence.orders.length);
  count('cases', evidence.unfinished.filter(({ isCase }) => isCase).length);
  return Object.fromEntries(tally);
}

export function sumOf(one: Tally, other: Tally): Tally {
  const sum: Record<string, number> = { ...one };
  for (const [name, times] of Object.entries(other)) sum[name] = (sum[name] ?? 0) + times;
  return sum;
}
