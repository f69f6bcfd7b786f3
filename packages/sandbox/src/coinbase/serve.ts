import type { Answer, Serve } from '../provider/answer.ts';
import { type Looks, spoil } from '../provider/spoil.ts';
import type { Told } from '../provider/told.ts';
import { routeOf } from './calls.ts';
import { type Asked, answerOf, createAnswering, type Engine, strayed } from './engine.ts';
import { CoinbaseError, unauthorized } from './errors.ts';
import { inUse } from './keys.ts';
import type { AskedCoinbase, CoinbaseOrder, CoinbaseTurnedAway } from './kinds.ts';

type CoinbaseTold = Told<CoinbaseOrder, AskedCoinbase>;
type Recorded = ReturnType<CoinbaseTold['record']>;

/** How Coinbase's answers look. */
const LOOKS: Looks = {
  truncated: '{"id":"68',
  error: new CoinbaseError(500, 'internal_server_error', 'The sandbox was told to say so.'),
};

/** Answers requests, or does to them what was told. */
export function createServing(
  engine: Engine,
  told: CoinbaseTold,
  sleep: (ms: number) => Promise<unknown>,
): Serve {
  const answering = createAnswering(engine);

  async function answer(asked: Asked, record: Recorded, late: Promise<unknown> | null): Promise<Answer> {
    const answered = await answering(asked, late);
    const { keyId, replayed } = answered;
    Object.assign(record, { keyId, replayed, status: answered.answer.status });
    return answered.answer;
  }

  return async (request) => {
    const asked = await readAsked(request);
    if (asked === null) return strayed(request.method, new URL(request.url).pathname);
    const order = told.orders.take(({ call }) => call === asked.route.call);
    const record = told.record(recordOf(asked, order?.fault ?? null));
    const reply = (late: Promise<unknown> | null): Promise<Answer> => answer(asked, record, late);
    if (order === null) return reply(null);
    if (isTurnedAway(order)) return turnedAway(order);
    return spoil(order, { answer: reply, sleep, looks: LOOKS });
  };
}

async function readAsked(request: Request): Promise<Asked | null> {
  const { pathname, search, host } = new URL(request.url);
  const found = routeOf(request.method, pathname);
  if (!found) return null;
  const body = request.method === 'POST' ? await request.text() : '';
  const uri = `${request.method} ${host}${pathname}`;
  return { ...found, uri, headers: request.headers, body, query: search.slice(1) };
}

function recordOf({ route, id, headers, body, query }: Asked, fault: AskedCoinbase['fault']): AskedCoinbase {
  return {
    call: route.call,
    keyId: null,
    id,
    idempotencyKey: headers.get('x-idempotency-key'),
    text: route.method === 'POST' ? body : query,
    status: null,
    replayed: false,
    fault,
  };
}

/** Whether what befalls a call is an answer of Coinbase's own. */
function isTurnedAway(order: CoinbaseOrder): order is Extract<CoinbaseOrder, CoinbaseTurnedAway> {
  return ['rate_limit', 'in_use', 'unauthorized'].includes(order.fault);
}

function turnedAway({ fault }: CoinbaseTurnedAway): Answer {
  const error = errorOf(fault);
  return answerOf(error.status, error);
}

function errorOf(fault: CoinbaseTurnedAway['fault']): CoinbaseError {
  switch (fault) {
    case 'rate_limit':
      return new CoinbaseError(429, 'rate_limit_exceeded', 'Too many requests.');
    case 'in_use':
      return inUse();
    case 'unauthorized':
      return unauthorized('The sandbox was told not to take this JWT.');
  }
}
