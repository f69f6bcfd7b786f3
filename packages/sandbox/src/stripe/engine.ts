import type { Answer } from '../provider/answer.ts';
import { createKeys, type Keys } from '../provider/keys.ts';
import { accountOf, checkType, readFlavor } from './admission.ts';
import { answerOf, withHeaders } from './answer.ts';
import { expireDue } from './checkout/sessions.ts';
import { StripeError } from './errors.ts';
import { checkExpand, expand } from './expand.ts';
import { canonicalForm, type Form, parseForm } from './form.ts';
import type { Issuer } from './issuing/issuer.ts';
import { KEEPING, type Use } from './keys.ts';
import { drawId } from './open.ts';
import { OPERATIONS } from './operations.ts';
import type { Route } from './route.ts';
import type { Reply, State } from './state.ts';
import { checkForm } from './validate.ts';
import type { Work } from './work.ts';

/** A request for one call, as it came. */
export interface Asked {
  readonly route: Route;
  readonly id: string | null;
  readonly path: string;
  readonly headers: Headers;
  /** The body of a POST, or the query of another. */
  readonly text: string;
}

/** What a call is answered from, besides the state. */
export interface Engine {
  readonly state: State;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How late the search is, in milliseconds. */
  readonly lag: () => number;
  /** Where payment pages are. */
  readonly origin: string;
  readonly issuer: Issuer;
  readonly publish: (event: string) => void;
  /** Resolves when the state is where it survives. */
  readonly save: () => Promise<void>;
}

/** An answer, and whose it is. */
export interface Answered {
  readonly answer: Answer;
  readonly account: string | null;
  readonly replayed: boolean;
}

/** Answers calls. `late` is what the work has to wait for once the call was let in and its key taken. */
export function createAnswering(
  engine: Engine,
): (asked: Asked, late: Promise<unknown> | null) => Promise<Answered> {
  const { state } = engine;
  const keys = createKeys(state.replies, engine.now, KEEPING);

  return async (asked, late) => {
    const request = drawId(state, 'req');
    let account: string | null = null;
    try {
      account = accountOf(state.facts, asked.headers);
      return { account, ...(await admitted(engine, keys, { asked, account, request, late })) };
    } catch (error) {
      if (!(error instanceof StripeError)) throw error;
      return { account, answer: answerOf(error, request, account), replayed: false };
    }
  };
}

type StripeKeys = Keys<Use, Reply>;

interface Admitted {
  readonly asked: Asked;
  readonly account: string;
  readonly request: string;
  readonly late: Promise<unknown> | null;
}

type Reached = Pick<Answered, 'answer' | 'replayed'>;

async function admitted(engine: Engine, keys: StripeKeys, call: Admitted): Promise<Reached> {
  const { route, path, headers, text } = call.asked;
  const flavor = readFlavor(headers);
  if (route.preview && flavor === 'stable') throw unrecognized(route.method, path);
  checkType(headers, route.method === 'POST' ? text : '');
  const form = parseForm(text);
  const check = (): Promise<void> => checkForm(flavor, route, form);
  const key = route.method === 'POST' ? headers.get('idempotency-key') : null;
  if (key === null) {
    await check();
    return { answer: await work(engine, call, form, null), replayed: false };
  }

  const use: Use = { account: call.account, key, path, form: canonicalForm(form) };
  const known = keys.take(use);
  if (known) {
    const again = {
      'idempotent-replayed': 'true',
      'idempotency-key': key,
      'original-request': known.request,
    };
    const answer = {
      status: known.status,
      body: known.body,
      headers: { 'content-type': 'application/json', 'request-id': call.request },
    };
    return { answer: withHeaders(answer, again), replayed: true };
  }
  try {
    // What is no proper call at all is not remembered.
    await check();
    const answer = await work(engine, call, form, { keys, use });
    return {
      answer: withHeaders(answer, { 'idempotency-key': key, 'original-request': call.request }),
      replayed: false,
    };
  } finally {
    keys.release(use);
  }
}

/** Does what is asked, once, and keeps the answer before anybody hears it. */
async function work(
  engine: Engine,
  { asked, account, request, late }: Admitted,
  form: Form,
  kept: { readonly keys: StripeKeys; readonly use: Use } | null,
): Promise<Answer> {
  await late;
  const { state } = engine;
  const job: Work = {
    state,
    account,
    id: asked.id ?? '',
    form,
    origin: engine.origin,
    now: Math.floor(engine.now() / 1000),
    request: { id: request, idempotency_key: kept?.use.key ?? null },
    lag: engine.lag() / 1000,
    issuer: engine.issuer,
    publish: engine.publish,
  };
  const expired = expireDue({ ...job, request: { id: null, idempotency_key: null } });
  const answer = answerOf(await perform(asked, job), request, account);
  if (kept) {
    const { path, form: asForm } = kept.use;
    kept.keys.keep(kept.use, { path, form: asForm, status: answer.status, body: answer.body, request });
  }
  if (asked.route.method !== 'GET' || expired > 0) await engine.save();
  return answer;
}

async function perform({ route }: Asked, job: Work): Promise<object> {
  try {
    checkExpand(route.call, job.form);
    return expand(job, await OPERATIONS[route.call](job));
  } catch (error) {
    if (error instanceof StripeError) return error;
    throw error;
  }
}

/** What Stripe says of a path that an account, or a version, does not have. */
export function unrecognized(method: string, path: string): StripeError {
  return new StripeError(404, `Unrecognized request URL (${method}: ${path}).`);
}
