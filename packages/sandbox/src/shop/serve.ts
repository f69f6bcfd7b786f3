import { report } from '../mount.ts';
import type { Answer, Serve } from '../provider/answer.ts';
import { type Looks, spoil } from '../provider/spoil.ts';
import type { Told } from '../provider/told.ts';
import { keyOfOrder } from './body.ts';
import { routeOf } from './calls.ts';
import { type Asked, answerOf, createAnswering, type Engine, strayed } from './engine.ts';
import { ShopError } from './errors.ts';
import type { AskedShop, ToldShop } from './kinds.ts';

type ShopTold = Told<ToldShop, AskedShop>;
type Recorded = ReturnType<ShopTold['record']>;

/** How the shop's answers look. */
const LOOKS: Looks = {
  truncated: '{"id":"ord_',
  error: new ShopError(500, 'internal_error', 'The sandbox was told to say so.'),
};

/** Answers requests, or does to them what was told. */
export function createServing(
  engine: Engine,
  told: ShopTold,
  sleep: (ms: number) => Promise<unknown>,
): Serve {
  const answering = createAnswering(engine);

  async function answer(asked: Asked, record: Recorded, late: Promise<unknown> | null): Promise<Answer> {
    const answered = await answering(asked, late);
    Object.assign(record, { customer: answered.customer, status: answered.answer.status });
    return answered.answer;
  }

  return async (request) => {
    const asked = await readAsked(request);
    if (asked === null) return strayed();
    const order = told.orders.take(({ call }) => call === asked.route.call);
    const record = told.record(recordOf(asked, order?.fault ?? null));
    const reply = (late: Promise<unknown> | null): Promise<Answer> => answer(asked, record, late);
    if (order === null) return reply(null);
    if (order.fault === 'cannot_tell')
      return answerOf(200, { client_key: asked.id, orders: [], certain: false });
    if (order.fault !== 'late') return spoil(order, { answer: reply, sleep, looks: LOOKS });
    void sleep(order.ms)
      .then(() => reply(null))
      .catch(report);
    return 'cut';
  };
}

async function readAsked(request: Request): Promise<Asked | null> {
  const { pathname, searchParams: query } = new URL(request.url);
  const found = routeOf(request.method, pathname);
  if (!found) return null;
  const text = request.method === 'GET' ? '' : await request.text();
  return { ...found, headers: request.headers, query, body: text === '' ? null : readJson(text) };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return '';
  }
}

function recordOf({ route, id, body }: Asked, fault: AskedShop['fault']): AskedShop {
  return { call: route.call, customer: null, id, clientKey: keyOfOrder(body), status: null, fault };
}
