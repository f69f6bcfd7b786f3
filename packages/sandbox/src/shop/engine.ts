import { timingSafeEqual } from 'node:crypto';
import type { Answer } from '../provider/answer.ts';
import type { Acquirer } from '../stripe/issuing/acquirer.ts';
import { confirmLink, createLink, retrieveAccount } from './accounts.ts';
import type { Books } from './books.ts';
import type { Route } from './calls.ts';
import { createCart, retrieveCart, updateCart } from './carts.ts';
import { listDeliveryTimes } from './delivery.ts';
import { invalid, missing, ShopError } from './errors.ts';
import type { ShopCall } from './kinds.ts';
import { cancelOrder, createOrder, findOrder, listOrders, retrieveOrder } from './orders.ts';
import { listProducts, retrieveProduct } from './products.ts';
import type { Customer, State } from './state.ts';
import type { Work } from './work.ts';

/** A request for one call, as it came. */
export interface Asked {
  readonly route: Route;
  readonly id: string | null;
  readonly headers: Headers;
  readonly query: URLSearchParams;
  /** The body, which is nothing for an empty one, and a text for one that is no JSON. */
  readonly body: unknown;
}

/** What a call is answered from, besides the request. */
export interface Engine {
  readonly state: State;
  readonly apiKey: string;
  readonly books: Books;
  readonly acquirer: Acquirer;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Resolves when the state is where it survives. */
  readonly save: () => Promise<void>;
}

/** An answer, and whose account was meant. */
export interface Answered {
  readonly answer: Answer;
  readonly customer: string | null;
}

type Operation = (work: Work, late: Promise<unknown> | null) => object | Promise<object>;

/** What each call does, and the status of its answer. They throw what the shop refuses. */
const OPERATIONS: Readonly<Record<ShopCall, readonly [status: number, perform: Operation]>> = {
  'account.retrieve': [200, retrieveAccount],
  'carts.create': [201, createCart],
  'carts.retrieve': [200, retrieveCart],
  'carts.update': [200, updateCart],
  'delivery_times.list': [200, listDeliveryTimes],
  'links.confirm': [200, confirmLink],
  'links.create': [201, createLink],
  'orders.cancel': [200, cancelOrder],
  'orders.create': [201, createOrder],
  'orders.find': [200, findOrder],
  'orders.list': [200, listOrders],
  'orders.retrieve': [200, retrieveOrder],
  'products.list': [200, listProducts],
  'products.retrieve': [200, retrieveProduct],
};

/** Answers calls. `late` is what the work has to wait for once the call was let in, and the key of its order taken. */
export function createAnswering(
  engine: Engine,
): (asked: Asked, late: Promise<unknown> | null) => Promise<Answered> {
  return async (asked, late) => {
    let customer: Customer | null = null;
    try {
      checkKey(engine.apiKey, asked.headers);
      customer = customerOf(engine.state, asked.headers);
      return { customer: customer?.id ?? null, answer: await perform(engine, asked, customer, late) };
    } catch (error) {
      if (!(error instanceof ShopError)) throw error;
      // A try at a code counts, and what a trick has changed stays.
      await engine.save();
      return { customer: customer?.id ?? null, answer: answerOf(error.status, error) };
    }
  };
}

async function perform(
  { state, books, acquirer, now, save }: Engine,
  { route, id, query, body }: Asked,
  customer: Customer | null,
  late: Promise<unknown> | null,
): Promise<Answer> {
  if (typeof body === 'string') throw invalid('The body is not JSON.');
  const [status, operation] = OPERATIONS[route.call];
  if (route.call !== 'orders.create') await late;
  const work = { state, books, acquirer, now: now(), customer, id: id ?? '', query, body };
  const answer = answerOf(status, await operation(work, late));
  if (route.method !== 'GET') await save();
  return answer;
}

function checkKey(apiKey: string, headers: Headers): void {
  const [given, wanted] = [headers.get('authorization') ?? '', `Bearer ${apiKey}`].map((text) =>
    Buffer.from(text),
  );
  if (given && wanted && given.length === wanted.length && timingSafeEqual(given, wanted)) return;
  throw new ShopError(401, 'unauthorized', 'Send the API key as "Authorization: Bearer shop_test_…".');
}

function customerOf({ customers }: State, headers: Headers): Customer | null {
  const token = headers.get('customer-token');
  if (token === null) return null;
  const found = [...customers.values()].find((customer) => customer.token === token);
  if (found) return found;
  throw new ShopError(401, 'unauthorized', 'The header Customer-Token is of nobody.');
}

/** What is said of a path that there is not. */
export function strayed(): Answer {
  return answerOf(404, missing('path'));
}

export function answerOf(status: number, content: object): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(content) };
}
