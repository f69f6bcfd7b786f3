import type { Mode, Runtime } from '@railyard/core';
import type { PaymentView } from '@railyard/core/chooser';
import type { Context } from 'hono';
import type { Environment } from '../http/environment.ts';
import { createPace } from './pace.ts';
import type { PayPages } from './pages.ts';

/** What the payment pages need to know of the server. */
export interface PaySettings {
  readonly mode: Mode;
  readonly runtime: Pick<Runtime, 'now' | 'sleep'>;
  /** Takes note of an error that a page tells in its own words. */
  readonly log: (c: Context<Environment>, error: unknown) => void;
}

/** Where the payment pages get what they show. */
export interface Desk extends PaySettings {
  readonly pages: PayPages;
  /** Reads a payment, after its provider has been asked if it is under way. */
  readNews(c: Context<Environment>, read: () => Promise<PaymentView | null>): Promise<PaymentView | null>;
}

/** Milliseconds. So seldom, providers are asked about one cart. */
const LOOK_EVERY = 3_000;
/** Milliseconds. For so long, a buyer is kept waiting for a provider's answer. */
const PATIENCE = 1_500;

export function openDesk(pages: PayPages, settings: PaySettings): Desk {
  const { runtime, log } = settings;
  const mayLook = createPace(() => runtime.now(), LOOK_EVERY);
  return {
    pages,
    ...settings,
    async readNews(c, read) {
      const view = await read();
      if (view?.state !== 'waiting' || !mayLook(`${view.tenant}/${view.purchase.cart}`)) return view;
      const looking = pages.lookAgain(view).catch((error: unknown) => log(c, error));
      await ended(runtime, looking);
      return read();
    },
  };
}

/** Waits for an end, or as long as a buyer does. */
async function ended(runtime: PaySettings['runtime'], end: Promise<void>): Promise<void> {
  const over = new AbortController();
  await Promise.race([end, runtime.sleep(PATIENCE, over.signal)]);
  over.abort();
}
