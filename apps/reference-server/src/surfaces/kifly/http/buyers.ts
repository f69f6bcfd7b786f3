import { createRoute, z } from '@hono/zod-openapi';
import { RailError } from '@railyard/core';
import type { Context } from 'hono';
import { API_KEY_SCHEME } from '../../../http/document.ts';
import type { Environment } from '../../../http/environment.ts';
import { listQuery } from '../../../http/query.ts';
import { idempotencyHeaders, jsonBody, responses } from '../../../http/responses.ts';
import { type App, addRoute, type Guard } from '../../../http/route.ts';
import { checkQuery } from '../../../http/validation.ts';
import { listOrders } from '../buyer-orders.ts';
import { getBuyerProfile, registerBuyer, requestBuyerCode, tokenInput, verifyBuyer } from '../buyers.ts';
import type { Operation } from '../operation.ts';
import { answerWith, callingOf, type HttpSurface } from './surface.ts';

/** In a header, because addresses are logged wherever a request passes. */
const TOKEN_HEADER = 'x-buyer-token';
const tokenHeaders = z.object({ [TOKEN_HEADER]: tokenInput });

const SECURED = { tags: ['buyer'], security: [{ [API_KEY_SCHEME]: [] }] };

/** People who buy: verified by mail, with a saved profile and their orders. */
export function addBuyers(app: App, surface: HttpSurface): void {
  const { guards } = surface;

  function addChange<I extends z.ZodObject, O extends z.ZodObject>(
    path: string,
    operation: Operation<I, O>,
  ): void {
    const { title, description, input, output } = operation;
    const route = createRoute({
      ...SECURED,
      method: 'post',
      path,
      summary: title,
      description,
      request: { headers: idempotencyHeaders, body: jsonBody(input) },
      responses: responses(200, 'Done.', output),
    });
    addRoute(app, { ...route, guards: guards.buyer }, async (c, { body }) =>
      answerWith(c, await operation.run(surface, callingOf(c), body)),
    );
  }

  addChange('/api/agent/buyers', registerBuyer);
  addChange('/api/agent/buyers/code', requestBuyerCode);
  addChange('/api/agent/buyers/verify', verifyBuyer);
  addProfile(app, surface, guards.read);
  addOrdersOf(app, surface, guards.read);
}

function addProfile(app: App, surface: HttpSurface, guards: readonly Guard[]): void {
  const { title, description, input, output, run } = getBuyerProfile;
  const route = createRoute({
    ...SECURED,
    method: 'get',
    path: '/api/agent/buyer',
    summary: title,
    description,
    request: { headers: tokenHeaders },
    responses: responses(200, 'The profile.', output),
  });
  addRoute(app, { ...route, guards }, async (c) =>
    answerWith(c, await run(surface, callingOf(c), checkQuery(input, { buyer_token: tokenOf(c) }))),
  );
}

function addOrdersOf(app: App, surface: HttpSurface, guards: readonly Guard[]): void {
  const { title, description, input, output, run } = listOrders;
  const route = createRoute({
    ...SECURED,
    method: 'get',
    path: '/api/agent/buyer/orders',
    summary: title,
    description,
    request: { headers: tokenHeaders, query: input.pick({ limit: true, since: true }) },
    responses: responses(200, 'The orders.', output),
  });
  addRoute(app, { ...route, guards }, async (c) => {
    const asked = { ...listQuery(c), buyer_token: tokenOf(c) };
    return answerWith(c, await run(surface, callingOf(c), checkQuery(input, asked)));
  });
}

function tokenOf(c: Context<Environment>): string {
  const token = c.env.headers[TOKEN_HEADER];
  if (token !== undefined) return token;
  throw new RailError('validation', 'The request has no token of a buyer.', {
    details: { fields: { 'X-Buyer-Token': 'Required.' } },
    nextAction:
      'Send the header X-Buyer-Token with the token that verifying the buyer gave you: neither an API key nor an access token stands for a buyer.',
  });
}
