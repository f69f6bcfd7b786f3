import type { Awaitable } from '@railyard/core';
import type { AttemptPlace, PaymentView } from '@railyard/core/chooser';
import type { Context } from 'hono';
import type { Environment } from '../http/environment.ts';
import type { App } from '../http/route.ts';
import { localeOf } from './amounts.ts';
import { redirect, respondPage, respondState } from './answers.ts';
import { type Desk, openDesk, type PaySettings } from './desk.ts';
import { readMethod } from './form.ts';
import { CANNOT_SHOW, NOTHING_HERE, onTheWay, problemOf } from './notices.ts';
import { paymentPage } from './page.ts';
import type { PayPages } from './pages.ts';
import type { Shown } from './states.ts';

export { type PayPages, payPages } from './pages.ts';

type Answering = (c: Context<Environment>) => Awaitable<Response>;

const ID = /^kpc_[\w-]{1,100}$/;
const CART = /^cart_[\w-]{1,100}$/;
const ATTEMPT = /^att_[\w-]{1,100}$/;

/**
 * `/pay/…`, where a buyer chooses how to pay, and `/return/…`, where they come back to. For people, so that the document
 * lists neither.
 */
export function addPayPages(app: App, pages: PayPages, settings: PaySettings): void {
  const desk = openDesk(pages, settings);

  const add = (method: 'get' | 'post', path: string, answering: Answering): void =>
    void app.on(method, path, async (c) => {
      c.env.route = path;
      try {
        return await answering(c);
      } catch (error) {
        settings.log(c, error);
        return respondPage(c, CANNOT_SHOW, problemOf(error).status);
      }
    });
  add('get', '/pay/:id', async (c) => show(desk, c, 'chooser', await paymentAt(desk, c)));
  add('post', '/pay/:id', (c) => choose(desk, c));
  add('get', '/pay/:id/state', async (c) =>
    respondState(c, await desk.readNews(c, () => paymentAt(desk, c))),
  );
  add('get', '/pay/:id/continue', async (c) => leadOn(c, await paymentAt(desk, c)));

  const back = '/return/:tenant/:cart/:attempt';
  const returned = (c: Context<Environment>): Promise<PaymentView | null> =>
    desk.readNews(c, async () => {
      const place = placeOf(c);
      return place && pages.readReturn(place);
    });
  add('get', back, async (c) => show(desk, c, 'return', await returned(c)));
  add('get', `${back}/state`, async (c) => respondState(c, await returned(c)));
}

function paymentAt({ pages }: Desk, c: Context<Environment>): Promise<PaymentView | null> {
  const id = c.req.param('id') ?? '';
  return ID.test(id) ? pages.read(id) : Promise.resolve(null);
}

/** Null where nothing can be, such as under a name that no store keeps. */
function placeOf(c: Context<Environment>): AttemptPlace | null {
  const { tenant = '', cart = '', attempt = '' } = c.req.param() as Partial<AttemptPlace>;
  const isPlace = !/[\p{Cc}\p{Cs}:]/u.test(tenant) && CART.test(cart) && ATTEMPT.test(attempt);
  return isPlace ? { tenant, cart, attempt } : null;
}

interface Problem {
  readonly status: number;
  readonly sentence: string;
}

async function show(
  { pages, mode, runtime }: Desk,
  c: Context<Environment>,
  place: Shown['place'],
  view: PaymentView | null,
  problem: Problem | null = null,
): Promise<Response> {
  if (!view) return respondPage(c, NOTHING_HERE, 404);
  const seller = await pages.sellerName(view.purchase);
  const locale = localeOf(c.env.headers['accept-language']);
  const page = paymentPage({
    view,
    seller,
    locale,
    mode,
    now: runtime.now(),
    place,
    problem: problem?.sentence ?? null,
  });
  return respondPage(c, page, problem?.status ?? 200);
}

async function choose(desk: Desk, c: Context<Environment>): Promise<Response> {
  const view = await paymentAt(desk, c);
  if (!view?.chooser) return respondPage(c, NOTHING_HERE, 404);
  const { chooser: id } = view;
  // What was paid or closed meanwhile is best seen on the page itself.
  if (view.methods.length === 0) return redirect(c, id);
  try {
    const method = await readMethod(c);
    const { page } = await desk.pages.choose(id, method);
    return redirect(c, page ? `${id}/continue` : id);
  } catch (error) {
    desk.log(c, error);
    return show(desk, c, 'chooser', await desk.pages.read(id), problemOf(error));
  }
}

function leadOn(c: Context<Environment>, view: PaymentView | null): Response {
  if (!view?.chooser) return respondPage(c, NOTHING_HERE, 404);
  return view.page ? respondPage(c, onTheWay(view.page), 200) : redirect(c, `../${view.chooser}`);
}
