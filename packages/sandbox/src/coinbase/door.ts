import { respond, sendTo } from '../page/shell.ts';
import { STRANGE } from '../page/strange.ts';
import { type CheckoutVisit, visitPage } from './buyer.ts';
import { checkoutOf } from './checkouts.ts';
import { CoinbaseError, refused } from './errors.ts';
import { type Happening, shown } from './happening.ts';
import type { CheckoutAction } from './kinds.ts';
import { checkoutPage } from './page.ts';
import type { State } from './state.ts';

/** What a page has buttons for. */
const BUTTONS = [
  'pay',
  'dawdle',
  'confirm',
  'fail',
  'expire',
  'leave',
] as const satisfies readonly CheckoutAction[];

/** Answers a browser at `/payment-links/…`: shows the page of a checkout, and does there what its buyer does. */
export function createDoor(
  happening: () => Happening,
  save: () => Promise<void>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname } = new URL(request.url);
    const [, link = ''] = /^\/payment-links\/(pl_\w+)$/.exec(pathname) ?? [];
    const id = idOf(happening().state, link);
    if (id === null) return respond(STRANGE);
    if (request.method !== 'POST') return show(happening(), id, null, 200);
    const form = new URLSearchParams(await request.text());
    const came = act(happening(), id, form.get('action'));
    await save();
    if (came instanceof CoinbaseError) return show(happening(), id, came, 409);
    return sendTo(came.redirect ?? pathname);
  };
}

/** Does what a form says, or gives what it is refused with. */
function act(happening: Happening, id: string, named: string | null): CheckoutVisit | CoinbaseError {
  try {
    const action = BUTTONS.find((one) => one === named);
    if (!action) throw refused('The page has no such button.');
    return visitPage(happening, id, action);
  } catch (error) {
    if (error instanceof CoinbaseError) return error;
    throw error;
  }
}

function idOf({ checkouts }: State, link: string): string | null {
  for (const [id, held] of checkouts) if (held.link === link) return id;
  return null;
}

/** A page that is closed says so by itself. */
function show(
  { state, origin }: Happening,
  id: string,
  error: CoinbaseError | null,
  status: number,
): Promise<Response> {
  const checkout = shown(checkoutOf(state, id), origin);
  const notice = checkout.status === 'ACTIVE' && error ? error.message : null;
  return respond(checkoutPage(checkout, notice, status));
}
