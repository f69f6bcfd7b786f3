import type { Awaitable } from '@railyard/core';
import { RailError } from '@railyard/core';
import type { Context } from 'hono';
import { bodyUpTo, limitBody, readBody, readJson } from '../http/body.ts';
import { isElsewhere } from '../http/elsewhere.ts';
import type { Environment } from '../http/environment.ts';
import { respondJson } from '../http/respond.ts';
import type { App } from '../http/route.ts';
import { respondPage } from '../pay/answers.ts';
import { readForm } from '../pay/form.ts';
import type { Rates } from '../rates.ts';
import type { Listener, Sent } from './bridge.ts';
import type { Desk } from './desk.ts';
import { RESOURCE_METADATA, resourceMetadata, SERVER_METADATA, serverMetadata } from './metadata.ts';
import { CANNOT_SHOW, ENDED, problemOf, REFUSED } from './notices.ts';
import { visitPage } from './pages.ts';
import { ROUTES, SIGN_IN } from './provider.ts';
import { authorizationQuery, registrationOf } from './requests.ts';
import type { Starts } from './starts.ts';
import { startOver, stepNamed } from './steps.ts';
import { readVisit, type Visit } from './visit.ts';

type Answering = (c: Context<Environment>) => Awaitable<Response>;

/** What the routes stand on beside the desk. */
export interface Door extends Desk {
  readonly baseUrl: string;
  /** Answers where the library does. */
  readonly library: Listener;
  readonly starts: Starts;
  /** Counts all the rest. */
  readonly rates: Pick<Rates, 'countAddress'>;
}

/** What is kept as it comes is short: a registration, and what a client asks for, have some hundred bytes. */
const MOST_ASKED = 4 * 1024;
const registrationBody = bodyUpTo(MOST_ASKED);
/** What a visit is known by; of another path the library would say in plain text that it does not know it. */
const UID = /^[\w-]+$/;

/** Everything by which a client gets a token: its discovery, the library's endpoints, and the pages for its person. */
export function addOauth(app: App, door: Door): void {
  addMetadata(app, door);
  addEndpoints(app, door);
  addPages(app, door);
}

const add = (app: App, method: 'get' | 'post', path: string, answering: Answering): void =>
  void app.on(method, path, (c) => {
    c.env.route = path;
    return answering(c);
  });

function addMetadata(app: App, door: Door): void {
  const { baseUrl } = door;
  const { pathname } = new URL(baseUrl);
  const headers = { 'cache-control': 'public, max-age=300', 'access-control-allow-origin': '*' };
  for (const path of ['', '/mcp'] as const) {
    const metadata = resourceMetadata(baseUrl, path);
    add(app, 'get', `${RESOURCE_METADATA}${path}`, (c) => respondJson(c, metadata, { headers }));
  }
  const suffixes = new Set(['', pathname.replace(/\/$/, '')]);
  for (const suffix of suffixes)
    add(app, 'get', `${SERVER_METADATA}${suffix}`, async (c) => {
      const said = await pass(door, c, { path: SERVER_METADATA });
      return respondJson(c, serverMetadata(await said.json()), { headers });
    });
}

function addEndpoints(app: App, door: Door): void {
  const { starts, rates } = door;
  add(app, 'post', ROUTES.registration, async (c) => {
    starts.count(addressOf(c));
    registrationBody.limit(c);
    await registrationBody.read(c);
    const body = JSON.stringify(registrationOf(readJson(c)));
    return pass(door, c, { method: 'POST', path: ROUTES.registration, body });
  });
  const authorize = asPage(door, (c) => {
    starts.count(addressOf(c));
    const { search, searchParams } = new URL(c.req.url);
    if (search.length > MOST_ASKED) return respondPage(c, REFUSED, 400);
    const query = authorizationQuery(searchParams);
    return pass(door, c, { path: `${ROUTES.authorization}?${query.toString()}` });
  });
  const goOn = asPage(door, (c) => {
    rates.countAddress(addressOf(c));
    if (!UID.test(c.req.param('uid') ?? '')) return respondPage(c, ENDED, 404);
    return pass(door, c, { path: c.req.path });
  });
  add(app, 'get', ROUTES.authorization, authorize);
  add(app, 'get', `${ROUTES.authorization}/:uid`, goOn);
  for (const path of [ROUTES.token, ROUTES.revocation])
    add(app, 'post', path, async (c) => {
      rates.countAddress(addressOf(c));
      limitBody(c);
      await readBody(c);
      return pass(door, c, { method: 'POST', path, body: c.get('body') });
    });
}

function pass({ bridge, library }: Door, c: Context<Environment>, sent: Sent): Promise<Response> {
  return bridge.answer(c, sent, library);
}

function addPages(app: App, door: Door): void {
  const path = `${SIGN_IN}/:uid`;
  const read = asPage(door, async (c) => {
    door.rates.countAddress(addressOf(c));
    return show(door, c, await readVisit(door, c));
  });
  const decide = asPage(door, (c) => {
    door.rates.countAddress(addressOf(c));
    return press(door, c);
  });
  add(app, 'get', path, read);
  add(app, 'post', path, decide);
}

/** Tells errors to a person. */
function asPage(desk: Desk, answering: Answering): Answering {
  return async (c) => {
    try {
      return await answering(c);
    } catch (error) {
      desk.log(c, error);
      return respondPage(c, CANNOT_SHOW, problemOf(error).status);
    }
  };
}

function show(desk: Desk, c: Context<Environment>, visit: Visit | null): Awaitable<Response> {
  if (!visit) return respondPage(c, ENDED, 404);
  // The client wants its person to sign in again, or they are nobody that is known any more.
  const { session, prompt } = visit.interaction;
  if (session && (prompt.name === 'login' || !visit.person)) return startOver({ desk, c, visit });
  return respondPage(c, visitPage({ desk, visit, problem: null }), 200);
}

async function press(desk: Desk, c: Context<Environment>): Promise<Response> {
  const visit = await readVisit(desk, c);
  if (!visit || isElsewhere(c)) return respondPage(c, ENDED, 404);
  try {
    const form = await readForm(c);
    const step = stepNamed(visit, form.get('step') ?? '');
    if (!step) throw new RailError('validation', 'There is no such button.');
    return await step({ desk, c, visit, form });
  } catch (error) {
    desk.log(c, error);
    const { status, sentence } = problemOf(error);
    return respondPage(c, visitPage({ desk, visit, problem: sentence }), status);
  }
}

function addressOf({ env }: Context<Environment>): string {
  return env.address() ?? 'unknown';
}
