import type { Answer, Serve } from '../provider/answer.ts';
import { spoil } from '../provider/spoil.ts';
import type { Told } from '../provider/told.ts';
import { answerOf } from './answer.ts';
import { routeOf } from './calls.ts';
import { type Asked, createAnswering, type Engine, unrecognized } from './engine.ts';
import type { AskedStripe, StripeOrder } from './kinds.ts';
import { drawId } from './open.ts';
import { isTurnedAway, LOOKS, turnedAway } from './spoil.ts';

type StripeTold = Told<StripeOrder, AskedStripe>;

/** Answers requests, or does to them what was told. */
export function createServing(
  engine: Engine,
  told: StripeTold,
  sleep: (ms: number) => Promise<unknown>,
): Serve {
  const answering = createAnswering(engine);

  async function answer(asked: Asked, record: Recorded, late: Promise<unknown> | null): Promise<Answer> {
    const answered = await answering(asked, late);
    const { account, replayed } = answered;
    Object.assign(record, { account, replayed, status: answered.answer.status });
    return answered.answer;
  }

  return async (request) => {
    const asked = await readAsked(request);
    if (asked === null) return strayed(engine, request);
    const order = told.orders.take(({ call }) => call === asked.route.call);
    const record = told.record(recordOf(asked, order?.fault ?? null));
    const reply = (late: Promise<unknown> | null): Promise<Answer> => answer(asked, record, late);
    if (order === null) return reply(null);
    if (isTurnedAway(order)) return turnedAway(order, asked, drawId(engine.state, 'req'));
    return spoil(order, { answer: reply, sleep, looks: LOOKS });
  };
}

type Recorded = ReturnType<StripeTold['record']>;

async function readAsked(request: Request): Promise<Asked | null> {
  const { pathname: path, search } = new URL(request.url);
  const found = routeOf(request.method, path);
  if (!found) return null;
  const text = request.method === 'POST' ? await request.text() : search.slice(1);
  return { ...found, path, headers: request.headers, text };
}

function strayed({ state }: Engine, request: Request): Answer {
  const error = unrecognized(request.method, new URL(request.url).pathname);
  return answerOf(error, drawId(state, 'req'), null);
}

function recordOf({ route, id, headers, text }: Asked, fault: AskedStripe['fault']): AskedStripe {
  return {
    call: route.call,
    account: null,
    id,
    idempotencyKey: headers.get('idempotency-key'),
    form: text,
    status: null,
    replayed: false,
    fault,
  };
}
