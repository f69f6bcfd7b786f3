import type { Money } from '@railyard/core';
import { ROUTES } from '../oauth/provider.ts';
import { meaningOf, SCOPES } from '../oauth/scopes.ts';
import { respondText } from './respond.ts';
import type { App } from './route.ts';

/** Name of the security scheme that routes with an API key refer to. */
export const API_KEY_SCHEME = 'apiKey';

/** What the document says of a paid route; of an amount that is not fixed, null. */
export type PaymentInfo = (price: Money | null) => { readonly 'x-payment-info'?: object };

/** The offers that payers of the Machine Payments Protocol look for in the document. Its 402 alone decides. */
export const cardInfo: PaymentInfo = (price) => ({
  'x-payment-info': {
    offers: [
      {
        intent: 'charge',
        method: 'stripe',
        amount: price === null ? null : String(price.amount),
        currency: price?.currency ?? 'usd',
        description: 'A card, by Shared Payment Token.',
      },
    ],
  },
});

/** What is said where no card is taken. */
export const noInfo: PaymentInfo = () => ({});

/** Name of the security scheme of people who let agents in. */
const OAUTH_SCHEME = 'oauth';

/** `/openapi.json`: every route added so far and later, as OpenAPI 3.1. Made on the first request. */
export function addDocument(
  app: App,
  { baseUrl, hasOauth }: { readonly baseUrl: string; readonly hasOauth: boolean },
): void {
  app.openAPIRegistry.registerComponent('securitySchemes', API_KEY_SCHEME, {
    type: 'http',
    scheme: 'bearer',
    description:
      'An API key, kfa_…. It can also be sent as X-API-Key, and Authorization may list a payment beside it.',
  });
  if (hasOauth) app.openAPIRegistry.registerComponent('securitySchemes', OAUTH_SCHEME, oauthAt(baseUrl));
  // Whatever takes an API key takes an access token in its place.
  const alsoByOauth = (name: string, value: unknown): unknown =>
    hasOauth && name === 'security' && Array.isArray(value) ? value.concat({ [OAUTH_SCHEME]: [] }) : value;
  const write = (): string =>
    JSON.stringify(
      app.getOpenAPI31Document({
        openapi: '3.1.0',
        info: {
          title: 'Railyard reference server',
          version: '0.0.0',
          description: 'Carts and checkout for agents, paid on any rail, exactly once.',
        },
        servers: [{ url: baseUrl }],
        tags: ['cart', 'checkout', 'buyer', 'hand-off', 'operation', 'operator', 'demo'].map((name) => ({
          name,
        })), // in the order of a purchase
        'x-service-info': {
          categories: ['commerce'],
          docs: { apiReference: '/openapi.json', llms: '/llms.txt' },
        },
      }),
      alsoByOauth,
    );
  let text: string | undefined;
  app.get('/openapi.json', (c) => {
    c.env.route = '/openapi.json';
    text ??= write();
    return respondText(c, text, {
      status: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' },
    });
  });
}

function oauthAt(baseUrl: string) {
  return {
    type: 'oauth2',
    description:
      'A person signs in and lets the agent in. Clients register themselves; PKCE with S256 is needed.',
    flows: {
      authorizationCode: {
        authorizationUrl: `${baseUrl}${ROUTES.authorization}`,
        tokenUrl: `${baseUrl}${ROUTES.token}`,
        scopes: Object.fromEntries(SCOPES.map((scope) => [scope, meaningOf(scope)])),
      },
    },
  } as const;
}
