import type { PaymentRail, Purchase, RailRequest } from '@railyard/core/rail';
import { createLink, type Link } from './link.ts';
import { askingOf } from './place.ts';
import { purchaseOf, usualPrice } from './purchase.ts';
import type { Fate, RailBench, RailBook, RailSubject, RailWorld } from './subject.ts';

/** One rail over one provider, for one case. */
export interface Scene {
  readonly bench: RailBench;
  readonly link: Link;
  /** The rail as this process has it. */
  readonly rail: PaymentRail;
  /** All that the rail has told anybody. */
  readonly told: unknown[];
  /** The rail as a process has it that starts now. */
  restart(): PaymentRail;
  readonly now: () => number;
  book(): RailBook;
  advance(ms: number): void;
  purchase(change?: Partial<Purchase>): Purchase;
  /** A request with a new credential that pays. */
  good(purchase: Purchase): Promise<RailRequest>;
  /** A request with a new credential that ends like this; null when the provider knows no such end. */
  credential(purchase: Purchase, fate: Fate): Promise<RailRequest | null>;
  /** Has the platform's next payment end like this. False when the provider knows no such end. */
  next(fate: Fate): boolean;
  /** A person pays. False when the page takes no money. */
  pay(page: string, fate?: Fate): Promise<boolean>;
}

/** 17 March 2030. */
const START = 1_900_000_000_000;

export async function openScene(subject: RailSubject): Promise<Scene> {
  let time = START;
  const now = (): number => time;
  const bench = await subject(worldOf(now));
  const rail = bench.rail();

  async function credential(purchase: Purchase, fate: Fate): Promise<RailRequest | null> {
    if (!bench.credential) throw lacking('credential', 'a rail that agents pay');
    return bench.credential(structuredClone(purchase), fate);
  }

  return {
    bench,
    link: createLink(bench),
    rail,
    told: [],
    restart: () => bench.rail(),
    now,
    book: () => structuredClone(bench.book()),
    advance(ms) {
      time += ms;
      bench.passed?.();
    },
    purchase: (change = {}) =>
      purchaseOf(change.total ?? usualPrice(rail), { quotedAt: time - 60_000, ...change }),
    credential,
    async good(purchase) {
      const request = await credential(purchase, 'paid');
      if (request) return request;
      throw new Error('The subject makes no credential that pays.');
    },
    next(fate) {
      if (!bench.next) throw lacking('next', 'a rail on which the platform pays');
      return bench.next(fate);
    },
    async pay(page, fate = 'paid') {
      if (!bench.pay) throw lacking('pay', 'a rail with a page');
      return bench.pay(page, fate);
    },
  };
}

/** What a subject gets that has this clock. */
export function worldOf(now: () => number): RailWorld {
  return { now, asking: askingOf({ now }) };
}

export function lacking(member: string, what: string): Error {
  return new Error(`The subject has no "${member}", and ${what} needs it.`);
}
