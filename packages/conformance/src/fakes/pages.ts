import type { Runtime } from '@railyard/core';
import { keyWhere } from './desks.ts';
import type { Ledger } from './ledger.ts';
import type { News, PageReply, Wire } from './wire.ts';

/** How long a page stays open, in milliseconds. */
export const PAGE_LIFETIME = 24 * 60 * 60 * 1_000;

interface Page extends Omit<Wire['open_page']['request'], 'attempt'> {
  readonly id: string;
  readonly expiresAt: number;
  readonly closed: boolean;
  readonly charges: readonly string[];
}

/** What a page is paid with: its amount, or a cent less. */
export type Sum = 'full' | 'short';

/** The desk with pages where a person pays, whenever that person likes. `post` hears what happens to them. */
export function pageDesk(ledger: Ledger, clock: Pick<Runtime, 'now'>, post: (news: News) => void) {
  const pages = new Map<string, Page>();
  const attemptAt = (id: string): string => keyWhere(pages, (page) => page.id === id) ?? '';

  function reply(attempt: string): PageReply {
    const page = pages.get(attempt);
    if (!page) return { state: 'not_found' };
    const charges = page.charges.flatMap((charge) => ledger.find(charge) ?? []);
    if (charges.length > 0) return { state: 'paid', charges };
    if (page.closed) return { state: 'closed' };
    if (clock.now() >= page.expiresAt) return { state: 'expired' };
    const { id, expiresAt } = page;
    return { state: 'open', page: { id, url: `https://provider.test/pay/${id}`, expiresAt } };
  }

  function tell(attempt: string, about: News['about'], charge: string | null = null): void {
    const page = pages.get(attempt);
    if (page) post({ about, tenant: page.tenant, cart: page.cart, attempt, page: page.id, charge });
  }

  function take(attempt: string, page: Page, source: string, sum: Sum): void {
    const { id } = ledger.take(source, sum === 'short' ? page.amount - 1 : page.amount, page.currency);
    pages.set(attempt, { ...page, charges: [...page.charges, id] });
    tell(attempt, page.charges.length > 0 ? 'more' : 'paid', id);
  }

  return {
    open_page({ attempt, ...asked }: Wire['open_page']['request']) {
      const id = `page_${pages.size + 1}`;
      const expiresAt = clock.now() + PAGE_LIFETIME;
      pages.set(attempt, { ...asked, id, expiresAt, closed: false, charges: [] });
      tell(attempt, 'opened');
      return reply(attempt);
    },
    find_page: ({ attempt }: { readonly attempt: string }) => reply(attempt),
    close_page({ attempt }: { readonly attempt: string }) {
      const page = pages.get(attempt);
      if (page && reply(attempt).state === 'open') {
        pages.set(attempt, { ...page, closed: true });
        tell(attempt, 'closed');
      }
      return reply(attempt);
    },
    attemptOf: (charge: string) => keyWhere(pages, (page) => page.charges.includes(charge)),
    /** A person pays on the page. False when it takes no money any more. */
    visit(id: string): boolean {
      const attempt = attemptAt(id);
      const page = pages.get(attempt);
      if (!page || reply(attempt).state !== 'open') return false;
      take(attempt, page, id, 'full');
      return true;
    },
    /** Money comes to the page, whether or not it takes any: over what it was paid, or late when it is over. */
    transfer(id: string, sum: Sum): void {
      const attempt = attemptAt(id);
      const page = pages.get(attempt);
      if (!page) return;
      const { state } = reply(attempt);
      const sources = { paid: `more:${id}:${page.charges.length}`, open: id };
      take(attempt, page, state === 'paid' || state === 'open' ? sources[state] : `late:${id}`, sum);
    },
    /** Says that the page is over, if it is. */
    lapse(id: string): void {
      const attempt = attemptAt(id);
      if (reply(attempt).state === 'expired') tell(attempt, 'expired');
    },
    /** Money of a page has gone back. */
    refunded: (charge: string): void =>
      tell(keyWhere(pages, (page) => page.charges.includes(charge)) ?? '', 'refunded', charge),
  };
}
