import type { Answer } from '../provider/answer.ts';
import { createKeys, type Keys } from '../provider/keys.ts';
import type { Route } from './calls.ts';
import { createCheckout, deactivateCheckout, retrieveCheckout } from './checkouts.ts';
import { CoinbaseError, missing, refused } from './errors.ts';
import type { Happening } from './happening.ts';
import { KEEPING, type Use } from './keys.ts';
import type { CoinbaseCall } from './kinds.ts';
import { listCheckouts } from './list.ts';
import { refundCheckout } from './refunds.ts';
import type { PublicKey } from './secrets.ts';
import type { Reply, State } from './state.ts';
import { signerOf } from './token.ts';
import type { Work } from './work.ts';

/** A request for one call, as it came. */
export interface Asked {
  readonly route: Route;
  readonly id: string | null;
  /** The method, the host and the path. */
  readonly uri: string;
  readonly headers: Headers;
  /** The body of a POST, as it came. */
  readonly body: string;
  readonly query: string;
}

/** What a call is answered from, besides the request. */
export interface Engine {
  readonly state: State;
  readonly keys: readonly PublicKey[];
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** What happens now happens in this. What was due has expired by then. */
  readonly happening: () => Happening;
  /** Resolves when the state is where it survives. */
  readonly save: () => Promise<void>;
}

/** An answer, and who asked. */
export interface Answered {
  readonly answer: Answer;
  readonly keyId: string | null;
  readonly replayed: boolean;
}

/** What each call does, and the status of its answer. They throw what Coinbase refuses. */
const OPERATIONS: Readonly<Record<CoinbaseCall, readonly [status: number, perform: (work: Work) => object]>> =
  {
    'checkouts.create': [201, createCheckout],
    'checkouts.deactivate': [200, deactivateCheckout],
    'checkouts.list': [200, listCheckouts],
    'checkouts.refund': [200, refundCheckout],
    'checkouts.retrieve': [200, retrieveCheckout],
  };
/** The calls that an idempotency key is for. */
const KEYED: ReadonlySet<CoinbaseCall> = new Set(['checkouts.create', 'checkouts.refund']);

/** Answers calls. `late` is what the work has to wait for once the call was let in and its key taken. */
export function createAnswering(
  engine: Engine,
): (asked: Asked, late: Promise<unknown> | null) => Promise<Answered> {
  const keys = createKeys(engine.state.replies, engine.now, KEEPING);

  return async (asked, late) => {
    let keyId: string | null = null;
    try {
      const now = Math.floor(engine.now() / 1000);
      keyId = signerOf(engine.keys, asked.headers, { uri: asked.uri, now });
      return { keyId, ...(await admitted(engine, keys, asked, late)) };
    } catch (error) {
      if (!(error instanceof CoinbaseError)) throw error;
      return { keyId, answer: answerOf(error.status, error), replayed: false };
    }
  };
}

type Reached = Pick<Answered, 'answer' | 'replayed'>;

async function admitted(
  engine: Engine,
  keys: Keys<Use, Reply>,
  asked: Asked,
  late: Promise<unknown> | null,
): Promise<Reached> {
  checkPath(asked);
  const body = readBody(asked);
  const key = KEYED.has(asked.route.call) ? asked.headers.get('x-idempotency-key') : null;
  if (key === null) {
    await late;
    return { answer: await work(engine, asked, body, () => {}), replayed: false };
  }

  const request = { target: `${asked.route.call} ${asked.id ?? ''}`, body: asked.body };
  const use: Use = { key, ...request };
  const known = keys.take(use);
  if (known) return { answer: written(known.status, known.answer), replayed: true };
  try {
    await late;
    const keep = ({ status, body: answer }: Answer): void => keys.keep(use, { ...request, status, answer });
    return { answer: await work(engine, asked, body, keep), replayed: false };
  } finally {
    keys.release(use);
  }
}

/** Does what is asked, once, and keeps the answer before anybody hears it. */
async function work(
  engine: Engine,
  { route, id, query }: Asked,
  body: unknown,
  keep: (answer: Answer) => void,
): Promise<Answer> {
  const [status, perform] = OPERATIONS[route.call];
  const answer = answerOf(status, perform({ ...engine.happening(), id: id ?? '', body, query }));
  keep(answer);
  if (route.method === 'POST') await engine.save();
  return answer;
}

function checkPath({ route, id, query }: Asked): void {
  if (id !== null && !/^[0-9a-f]{24}$/.test(id))
    throw refused('The id in the path must be of 24 characters in hexadecimal.');
  if (query !== '' && route.call !== 'checkouts.list') throw refused('This call takes no query.');
}

function readBody({ headers, body }: Asked): unknown {
  if (body === '') return null;
  if (!/^application\/json\s*(;|$)/i.test(headers.get('content-type') ?? ''))
    throw refused('The body must be sent as application/json.');
  try {
    return JSON.parse(body);
  } catch {
    throw refused('The body is not JSON.');
  }
}

/** What is said of a path that there is not. */
export function strayed(method: string, path: string): Answer {
  return answerOf(404, missing(`There is no ${method} ${path}.`));
}

export function answerOf(status: number, content: object): Answer {
  return written(status, JSON.stringify(content));
}

function written(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body };
}
