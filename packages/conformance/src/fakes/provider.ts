import type { Runtime } from '@railyard/core';
import { type Desks, nonceDesk, tokenDesk } from './desks.ts';
import { type Fault, under } from './fault.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { pageDesk, type Sum } from './pages.ts';
import type { Authorization, News, NonceReply, Operation, Wire } from './wire.ts';

/** A provider of payments in memory: tokens, nonces and pages over one book, with faults on command. */
export interface FakeProvider {
  /** What rails send through. */
  readonly fetch: typeof fetch;
  /** Every call that was made, whether or not it arrived. */
  readonly calls: readonly Call[];
  readonly charges: Ledger['charges'];
  /** Keys that came again with other bytes: always a mistake of the caller. */
  readonly conflicts: readonly string[];
  /** The next calls of this operation meet these faults, one each. */
  fault(operation: Operation, ...faults: readonly Fault[]): void;
  /** How often this was asked. */
  count(...operations: readonly Operation[]): number;
  /** A pending payment of an attempt ends. */
  finish(attempt: string, end: 'succeeded' | 'declined'): void;
  /** Every pending payment ends, and no fault waits any more. */
  calm(end: 'succeeded' | 'declined'): void;
  /** The attempt that a charge was made for; null when a nonce was used, which names none. */
  attemptOf(charge: string): string | null;
  /** Somebody brings an authorization to the chain. */
  land(authorization: Authorization): NonceReply;
  /** A person pays on a page. False when it takes no money any more. */
  visit(page: string): boolean;
  /** Money comes to a page, whether or not it takes any. */
  transfer(page: string, sum: Sum): void;
  /** Says that the time of a page is over, if it is. */
  lapse(page: string): void;
  /** From now on every refund fails for good. */
  refuseRefunds(): void;
}

export interface Call {
  readonly operation: Operation;
  readonly key: string;
  readonly body: string;
  readonly at: number;
}

/** How long the provider knows an idempotency key, in milliseconds. */
const KEY_LIFETIME = 24 * 60 * 60 * 1_000;
const KEYED: readonly Operation[] = ['charge', 'open_page', 'refund'];

/** Who hears what goes on at the provider. */
export interface Listener {
  /** Every call when it comes, before its fault is met. */
  heard?(call: Call): void;
  /** Whatever happens to a page. */
  posted?(news: News): void;
}

export function fakeProvider(runtime: Pick<Runtime, 'now' | 'sleep'>, listener: Listener = {}): FakeProvider {
  const ledger = createLedger(runtime);
  const tokens = tokenDesk(ledger);
  const nonces = nonceDesk(ledger, runtime);
  const pages = pageDesk(ledger, runtime, (news) => listener.posted?.(news));
  const desks: Desks = { ...tokens, ...nonces, ...pages, refund };
  const known = new Map<string, { readonly body: string; readonly reply: string; readonly at: number }>();
  const faults = new Map<Operation, Fault[]>();
  const calls: Call[] = [];
  const conflicts: string[] = [];

  function refund(request: Wire['refund']['request']): Wire['refund']['reply'] {
    const reply = ledger.give(request);
    if (reply.state === 'refunded') pages.refunded(request.charge);
    return reply;
  }

  function answer({ operation, key, body }: Call): Response {
    const keyed = KEYED.includes(operation);
    const stored = keyed ? known.get(key) : undefined;
    if (stored && runtime.now() - stored.at < KEY_LIFETIME) {
      if (stored.body === body) return new Response(stored.reply);
      conflicts.push(key);
      return new Response(null, { status: 400 });
    }
    const desk = desks[operation] as (request: unknown) => unknown;
    const reply = JSON.stringify(desk(JSON.parse(body)));
    if (keyed) known.set(key, { body, reply, at: runtime.now() });
    return new Response(reply);
  }

  return {
    async fetch(input, init) {
      init?.signal?.throwIfAborted();
      const request = new Request(input, init);
      const call = {
        operation: new URL(request.url).pathname.slice(1) as Operation,
        key: request.headers.get('idempotency-key') ?? '',
        body: await request.text(),
        at: runtime.now(),
      };
      calls.push(call);
      listener.heard?.(call);
      return under(faults.get(call.operation)?.shift(), runtime, () => answer(call), init?.signal);
    },
    calls,
    charges: ledger.charges,
    conflicts,
    fault: (operation, ...next) => void faults.set(operation, [...(faults.get(operation) ?? []), ...next]),
    count: (...operations) => calls.filter(({ operation }) => operations.includes(operation)).length,
    finish: (attempt, end) => tokens.finish(attempt, end),
    calm(end) {
      faults.clear();
      tokens.finishAll(end);
    },
    attemptOf: (charge) => tokens.attemptOf(charge) ?? pages.attemptOf(charge),
    land: (authorization) => nonces.land(authorization),
    visit: (page) => pages.visit(page),
    transfer: (page, sum) => pages.transfer(page, sum),
    lapse: (page) => pages.lapse(page),
    refuseRefunds: () => ledger.refuseRefunds(),
  };
}
