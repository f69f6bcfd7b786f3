import type { Answer } from './answer.ts';
import { answerOf } from './answer.ts';
import { routeOf } from './calls.ts';
import { type Asked, createAnswering, type Engine, unrecognized } from './engine.ts';
import type { AskedStripe } from './kinds.ts';
import { drawId } from './open.ts';
import { broken, type Spoiled, turnedAway } from './spoil.ts';
import type { Told } from './told.ts';

type Serve = (request: Request) => Promise<Spoiled>;

/** Answers requests, or does to them what was told. */
export function createServing(engine: Engine, told: Told, sleep: (ms: number) => Promise<unknown>): Serve {
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
    if (order === null) return answer(asked, record, null);

    switch (order.fault) {
      case 'delay':
        return answer(asked, record, sleep(order.ms));
      case 'rate_limit':
      case 'in_use':
      case 'no_access':
        return turnedAway(order, asked, drawId(engine.state, 'req'));
      case 'cut':
      case 'stall':
      case 'bad_gateway':
      case 'html':
      case 'truncated':
      case 'status':
      case 'error_less':
      case 'not_json':
        if (order.when === 'after') await answer(asked, record, null);
        return broken(order);
    }
  };
}

type Recorded = ReturnType<Told['record']>;

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
