import { OpenAPIHono } from '@hono/zod-openapi';
import type { Mode } from '@railyard/core';
import type { PaymentView } from '@railyard/core/chooser';
import { type Environment, environmentOf } from '../../src/http/environment.ts';
import { refuseTheRest } from '../../src/http/not-found.ts';
import { addPayPages, type PayPages } from '../../src/pay/index.ts';
import { ID, NOW, viewOf } from './views.ts';

/** The payment pages over one payment, which a test changes as it likes. */
export interface Till {
  /** What the buyer sees; null when there is no payment. */
  view: PaymentView | null;
  seller: string;
  /** What choosing does: it gives the view afterwards, or throws. */
  onChoose: (method: string) => PaymentView;
  /** What happens when the provider is asked. */
  onLook: () => Promise<void> | void;
  /** Fails every reading, when set. */
  failure: Error | null;
  now: number;
  readonly chosen: string[];
  readonly looks: PaymentView[];
  readonly logged: unknown[];
  readonly fetch: (request: Request) => Promise<Response>;
  /** Asks for a path, and gives the answer with its text. */
  ask(path: string, init?: RequestInit): Promise<Answer>;
  /** Presses the button of a method. */
  press(method: string): Promise<Answer>;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export const PLACE = { tenant: 'demo', cart: 'cart_7f3a9c', attempt: 'att_1' };
export const RETURN = '/return/demo/cart_7f3a9c/att_1';

export function openTill(view: PaymentView | null = viewOf(), mode: Mode = 'live'): Till {
  const app = new OpenAPIHono<Environment>();
  const till: Till = {
    view,
    seller: 'Prairie Supply',
    onChoose: () => till.view ?? viewOf(),
    onLook: () => {},
    failure: null,
    now: NOW,
    chosen: [],
    looks: [],
    logged: [],
    fetch: async (request) => app.fetch(request, environmentOf(request, {})),
    async ask(path, init) {
      const response = await till.fetch(new Request(`http://shop.test${path}`, init));
      return { status: response.status, headers: response.headers, text: await response.text() };
    },
    press: (method) => till.ask(`/pay/${ID}`, { method: 'POST', body: new URLSearchParams({ method }) }),
  };
  // Whoever waits has waited long enough already.
  const runtime = { now: () => till.now, sleep: async () => {} };
  const settings = {
    mode,
    runtime,
    log: (_: unknown, error: unknown) => void till.logged.push(error),
  };
  addPayPages(app, pagesOf(till), settings);
  refuseTheRest(app);
  return till;
}

function pagesOf(till: Till): PayPages {
  const seen = (isThis: boolean): PaymentView | null => {
    if (till.failure) throw till.failure;
    return isThis ? till.view : null;
  };
  return {
    read: async (id) => seen(id === till.view?.chooser),
    readReturn: async (place) => seen(JSON.stringify(place) === JSON.stringify(PLACE)),
    async choose(_, method) {
      till.chosen.push(method);
      till.view = till.onChoose(method);
      return till.view;
    },
    async lookAgain(view) {
      till.looks.push(view);
      await till.onLook();
    },
    sellerName: async () => till.seller,
  };
}
