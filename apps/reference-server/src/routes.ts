import { OpenAPIHono } from '@hono/zod-openapi';
import type { Store } from '@railyard/core';
import { type Answer, problemAnswer } from '@railyard/core/http';
import type { Context } from 'hono';
import { RegExpRouter } from 'hono/router/reg-exp-router';
import { addApprovals } from './approvals/routes.ts';
import { addAuthorizations } from './authorizations.ts';
import { requireAnyKey, requireKey } from './http/auth.ts';
import { limitBody, readBody } from './http/body.ts';
import { addDocument, cardInfo, noInfo } from './http/document.ts';
import type { Environment } from './http/environment.ts';
import { addGuide } from './http/guide.ts';
import { addHealth } from './http/health.ts';
import { requireIdempotencyKey } from './http/idempotency.ts';
import { logError } from './http/log.ts';
import { refuseTheRest } from './http/not-found.ts';
import { type PayerSources, requirePayer } from './http/payer.ts';
import { rated } from './http/rated.ts';
import { respond } from './http/respond.ts';
import type { App } from './http/route.ts';
import type { Callers } from './keys.ts';
import { challengesAt } from './oauth/challenge.ts';
import { addOperator, type OperatorDoor } from './operator/http.ts';
import { addPaidReport } from './paid-report.ts';
import { addPayPages, payPages } from './pay/index.ts';
import type { Platform } from './platform.ts';
import type { Rates } from './rates.ts';
import { addReference } from './reference/index.ts';
import { keepReferral, readClicks } from './referrals/clicks.ts';
import { addReferrals } from './referrals.ts';
import { newId } from './runtime.ts';
import { addMail, addSandbox } from './sandbox-facts.ts';
import type { Ports } from './server.ts';
import { addAgentcard } from './surfaces/agentcard/mcp/index.ts';
import { AGENTCARD_PATH } from './surfaces/agentcard/surface.ts';
import { addComos } from './surfaces/comos/mcp/index.ts';
import { addKifly } from './surfaces/kifly/http/index.ts';
import type { Guards } from './surfaces/kifly/http/surface.ts';
import { addMcp } from './surfaces/kifly/mcp/index.ts';
import { httpSteps } from './surfaces/kifly/next/steps.ts';
import type { Surface } from './surfaces/kifly/surface.ts';
import { inWordsOfThisSurface, withIds } from './surfaces/kifly/words.ts';
import { addWebhooks } from './webhooks.ts';

/** All that the server answers. */
export function createRoutes(ports: Ports, platform: Platform, isRetired: () => boolean): App {
  const { log, mode, baseUrl, catalogue, limits, runtime, rails, links, sandbox } = ports;
  const { cards } = rails;
  const {
    store,
    checkout,
    sellers,
    callers,
    oauth,
    quotes,
    activations,
    buyers,
    shipments,
    rates,
    spending,
    merchants,
  } = platform;
  const { search, comos, tenants } = platform;
  const paymentInfo = cards ? cardInfo : noInfo;
  const play = mode === 'test' ? sandbox : null;
  const steps = httpSteps(baseUrl, { givesKey: play !== null, hasOauth: oauth !== null });
  const tell = (error: unknown): Answer => inWordsOfThisSurface(error, steps, baseUrl);
  // The fastest, which throws for a path that it cannot tell from another: Hono's own choice would be a slow one then.
  const app = new OpenAPIHono<Environment>({ router: new RegExpRouter() });
  const challenged = oauth ? challengesAt(baseUrl) : asItIs;
  app.onError((error, c) => {
    logError(log, c, error);
    const answer = isKifly(c) ? withIds(tell(error), idsIn(c)) : problemAnswer(error);
    return respond(c, challenged(c, error, answer));
  });

  addHealth(app, async () => !isRetired() && (await answers(store)));
  addDocument(app, { baseUrl, hasOauth: oauth !== null });
  addReference(app);
  const surface: Surface = {
    checkout,
    sellers,
    catalogue,
    search,
    limits,
    baseUrl,
    rails,
    buying: merchants && { mount: merchants.mount, url: `${baseUrl}${AGENTCARD_PATH}` },
    activations,
    quotes,
    clicks: (referral) => readClicks(store, referral),
    keepReferral: (owner, outcome) => keepReferral(store, owner, outcome),
    buyers,
    shipments,
    spending,
    newId: () => newId(runtime),
  };
  const note = (c: Context<Environment>, error: unknown): void => logError(log, c, error);
  addKifly(app, { ...surface, paymentInfo, guards: guardsOf({ ...platform, cards }, rates), steps });
  addOperator(app, { checkout, store, guards: operatorGuards(callers, rates) });
  addComos(app, comos, { tenants, rates, log: note });
  const requireCaller = rated(requireAnyKey(callers), rates);
  addMcp(app, surface, { requireCaller, log: note });
  if (merchants)
    addAgentcard(
      app,
      { ...surface, store, runtime, merchants, mode, fetch: ports.fetch },
      { requireCaller, conversation: ports.conversation ?? null, log: note },
    );
  oauth?.add(app, rates, note);
  addWebhooks(app, checkout, (rail, account) => merchants?.at(rail, account) ?? rails.at(rail, account));
  if (merchants) {
    const now = (): number => runtime.now();
    addAuthorizations(app, { checkout, merchants, mode, now, fetch: ports.fetch });
  }
  if (links)
    addReferrals(app, {
      links,
      sellers,
      store,
      now: () => runtime.now(),
      report: (error) => log.warn({ err: error }, 'A click was not counted.'),
    });
  addPayPages(app, payPages(checkout, sellers), {
    mode,
    runtime,
    log: note,
  });
  if (spending.links)
    addApprovals(app, {
      links: spending.links,
      store,
      payees: spending.payees,
      mode,
      now: () => runtime.now(),
      asker: spending.asker,
      log: note,
    });
  if (play) {
    addSandbox(app, play, { catalogue, callers, baseUrl, now: () => runtime.now() });
    if (play.inbox) addMail(app, play.inbox, play.shopMail);
  }
  addGuide(app, {
    baseUrl,
    hasOauth: oauth !== null,
    elsewhere: merchants && `${baseUrl}${AGENTCARD_PATH}`,
    sandbox: play && { showsMail: play.inbox !== null },
    paidPages: play ? [addPaidReport(app, checkout, paymentInfo)] : [],
  });
  refuseTheRest(app);
  return app;
}

/** The order in which a request is refused: who, may they, how often, how much, under which key, in which form. */
function guardsOf(sources: PayerSources, rates: Rates): Guards {
  const { callers } = sources;
  const change = [limitBody, requireIdempotencyKey, readBody];
  return {
    read: [rated(requireKey(callers, 'checkout:read'), rates)],
    write: [rated(requireKey(callers, 'checkout:write'), rates), ...change],
    pay: [rated(requirePayer(sources), rates), ...change],
    decide: [rated(requireKey(callers, 'approval:write'), rates), ...change],
    buyer: [rated(requireKey(callers, 'buyer:write'), rates), ...change],
  };
}

/** What a request has named in its address, or in its body. */
function idsIn(c: Context<Environment>): Readonly<Record<string, string | undefined>> {
  return { cart_id: c.get('cart'), ...c.req.param() };
}

function operatorGuards(callers: Callers, rates: Rates): OperatorDoor['guards'] {
  const known = rated(requireKey(callers, 'operator'), rates);
  return { read: [known], rule: [known, limitBody, requireIdempotencyKey, readBody] };
}

/** Whether it is a call of the API for agents, whose errors name its own calls. */
function isKifly({ env }: Context<Environment>): boolean {
  return env.route === '/mcp' || env.route.startsWith('/api/agent/');
}

function asItIs(_: Context<Environment>, __: unknown, answer: Answer): Answer {
  return answer;
}

async function answers(store: Store): Promise<boolean> {
  try {
    await store.get('cart', 'readiness');
    return true;
  } catch {
    return false;
  }
}
