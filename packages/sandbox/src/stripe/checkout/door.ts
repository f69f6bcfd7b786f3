import { respond, sendTo } from '../../page/shell.ts';
import { STRANGE } from '../../page/strange.ts';
import { StripeError } from '../errors.ts';
import { parseForm, textOf } from '../form.ts';
import type { State } from '../state.ts';
import type { Outside } from '../work.ts';
import { sessionPage } from './page.ts';
import { type PageAction, type PageVisit, visitPage } from './visit.ts';

/** What a page has buttons for. */
const BUTTONS = [
  'pay',
  'decline',
  'debit',
  'challenge',
  'authenticate',
  'refuse',
  'leave',
  'expire',
] as const satisfies readonly PageAction[];

/** Answers a browser at `/c/pay/…`: shows the page of a session, and does there what its buyer does. */
export function createDoor(
  outside: () => Outside,
  save: () => Promise<void>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname } = new URL(request.url);
    const [, id = ''] = /^\/c\/pay\/(cs_test_\w+)$/.exec(pathname) ?? [];
    const { state } = outside();
    if (!state.sessions.has(id)) return respond(STRANGE);
    if (request.method !== 'POST') return show(state, id, null, 200);
    const form = await request.text();
    const came = act(outside(), id, form);
    await save();
    if (came instanceof StripeError) return show(state, id, sentenceOf(state, id, came), 409);
    if (came.redirect !== null) return sendTo(came.redirect);
    return came.notice === null ? sendTo(pathname) : show(state, id, came.notice, 402);
  };
}

/** Does what a form says, or gives what it is refused with. */
function act(outside: Outside, id: string, text: string): PageVisit | StripeError {
  try {
    const form = parseForm(text);
    const action = BUTTONS.find((one) => one === form.action);
    if (!action) throw new StripeError(400, 'The page has no such button.');
    const [email, shippingRate] = [textOf(form, 'email'), textOf(form, 'shippingRate')];
    return visitPage(outside, id, action, {
      ...(email !== null && { email }),
      ...(shippingRate !== null && { shippingRate }),
    });
  } catch (error) {
    if (error instanceof StripeError) return error;
    throw error;
  }
}

/** A page that is closed says so by itself. */
function sentenceOf(state: State, id: string, { message }: StripeError): string | null {
  return state.sessions.get(id)?.object.status === 'open' ? message : null;
}

function show(state: State, id: string, notice: string | null, status: number): Promise<Response> {
  const held = state.sessions.get(id);
  if (!held) return respond(STRANGE);
  const intent = state.intents.get(held.object.payment_intent ?? '');
  return respond(sessionPage(held, { tried: intent?.object.status ?? null, notice, status }));
}
