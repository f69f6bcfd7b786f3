import type { Fault } from './providers/provider.ts';

/** What a client does after an answer that is no 2xx, or after none. */
export type Retry =
  /** Sends the same request with the same credential. */
  | 'same'
  /** After a 402 it signs what that asks for; after anything else it sends the same again. */
  | 'told'
  /** Asks for a new 402 and signs that, whatever went wrong. */
  | 'anew';

export interface Scenario {
  readonly name: string;
  readonly fault?: Fault;
  /** When the money of a payment moves that was said to be pending, in milliseconds. */
  readonly late?: number;
  /** What happens to the first paying request beside that. */
  readonly twist?:
    | 'answer_lost'
    | 'killed_after_charge'
    | 'killed_after_order'
    | 'handler_throws'
    | 'no_money'
    | 'copies'
    | 'second_resource'
    | 'both_resources';
  readonly retry: Retry;
}

const RETRIES: Readonly<Record<Retry, string>> = {
  same: 'same credential',
  told: 'does as told',
  anew: 'signs anew',
};

export const SCENARIOS: readonly Scenario[] = [
  one('No fault', 'told'),
  one('The wallet has no money', 'told', { twist: 'no_money' }),
  one('Connection breaks before settling', 'told', { fault: 'cut_before' }),
  one('Settled, connection breaks', 'same', { fault: 'cut_after' }),
  one('Settled, connection breaks', 'told', { fault: 'cut_after' }),
  one('Settled, connection breaks', 'anew', { fault: 'cut_after' }),
  one('Settled, gateway answers 502', 'same', { fault: 'bad_gateway' }),
  one('Settled, gateway answers 502', 'told', { fault: 'bad_gateway' }),
  one('Settled, no answer', 'told', { fault: 'silent' }),
  one('Settled, says pending', 'same', { fault: 'pending' }),
  one('Settled, says pending', 'told', { fault: 'pending' }),
  one('Says pending, settled 20 s later', 'same', { fault: 'late', late: 20_000 }),
  one('Says pending, settled 20 s later', 'told', { fault: 'late', late: 20_000 }),
  one('Says pending, settled 100 s later', 'told', { fault: 'late', late: 100_000 }),
  one('Settled, says failed', 'same', { fault: 'false_failure' }),
  one('Settled, says failed', 'told', { fault: 'false_failure' }),
  one('Answer to the client is lost', 'same', { twist: 'answer_lost' }),
  one('Answer to the client is lost', 'told', { twist: 'answer_lost' }),
  one('Answer to the client is lost', 'anew', { twist: 'answer_lost' }),
  { name: '50 copies at once', twist: 'copies', retry: 'same' },
  { name: 'One credential, then a second resource', twist: 'second_resource', retry: 'same' },
  { name: 'One credential, two resources at once', twist: 'both_resources', retry: 'same' },
  one('The handler throws', 'same', { twist: 'handler_throws' }),
  one('The handler throws', 'told', { twist: 'handler_throws' }),
  one('Killed after settling, restarted', 'same', { fault: 'silent', twist: 'killed_after_charge' }),
  one('Killed after settling, restarted', 'told', { fault: 'silent', twist: 'killed_after_charge' }),
  one('Killed after settling, restarted', 'anew', { fault: 'silent', twist: 'killed_after_charge' }),
  one('Killed after the handler, restarted', 'told', { twist: 'killed_after_order' }),
];

function one(what: string, retry: Retry, more: Omit<Scenario, 'name' | 'retry'> = {}): Scenario {
  return { name: `${what} · ${RETRIES[retry]}`, retry, ...more };
}
