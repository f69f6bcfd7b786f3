import { createRoute, z } from '@hono/zod-openapi';
import type { SandboxFacts } from '@railyard/sandbox';
import type { Catalogue } from './catalogue.ts';
import { CEDAR, PRAIRIE } from './demo-shop.ts';
import { respondJson } from './http/respond.ts';
import { type App, addRoute } from './http/route.ts';
import type { Inbox } from './mail/inbox.ts';

/** What the sandbox route tells beside what there is to buy. */
export interface SandboxPage {
  readonly facts: SandboxFacts;
  readonly apiKey: string;
  /** The mail that was sent; null where it leaves for real. */
  readonly inbox: Pick<Inbox, 'received'> | null;
}

const sandboxOutput = z
  .object({
    base_url: z.string(),
    api_key: z.string(),
    seller_handle: z.string(),
    variant_ids: z.array(z.string()),
    elsewhere: z
      .object({ seller_handle: z.string(), variant_ids: z.array(z.string()) })
      .openapi({ description: 'A seller who sells on their own site alone.' }),
    payer: z.object({ address: z.string(), private_key: z.string() }),
    merchant: z.object({ address: z.string() }),
    chain: z.object({ rpc_url: z.string(), chain_id: z.int(), usdc: z.string() }),
    facilitator_url: z.string(),
    stripe: z.object({
      base_url: z.string(),
      publishable: z
        .object({
          key: z.string().describe('The secret key of the agent’s own account, for play money alone.'),
          version: z.string().describe('The Stripe-Version to send.'),
          payment_method: z.string().describe('The agent’s card.'),
          profile: z.string().describe('The network_business_profile of the sellers.'),
          token_url: z
            .string()
            .describe(
              'POST a form here to have a token issued: payment_method, seller_details[network_business_profile], usage_limits[currency], usage_limits[max_amount] in minor units, usage_limits[expires_at] in seconds since 1970. The id in the answer, spt_…, is the token.',
            ),
        })
        .openapi({ description: 'What an agent needs to have a Shared Payment Token issued for its card.' }),
    }),
  })
  .openapi('Sandbox');

const sandboxRoute = createRoute({
  method: 'get',
  path: '/sandbox',
  tags: ['operation'],
  summary: 'Everything an agent needs to buy with play money',
  responses: { 200: { description: 'It.', content: { 'application/json': { schema: sandboxOutput } } } },
});

const mailOutput = z
  .object({
    mail: z.array(
      z.object({ to: z.string(), subject: z.string(), text: z.string(), sent_at: z.iso.datetime() }),
    ),
  })
  .openapi('SandboxMail');

/** Where the mail of the sandbox can be read. */
export const MAIL_ROUTE = '/sandbox/mail';

const mailRoute = createRoute({
  method: 'get',
  path: MAIL_ROUTE,
  tags: ['operation'],
  summary: 'The mail that the sandbox has sent, the newest first',
  responses: { 200: { description: 'It.', content: { 'application/json': { schema: mailOutput } } } },
});

/** `GET /sandbox/mail`, where the codes of buyers can be read. Never added in live mode. */
export function addMail(app: App, inbox: Pick<Inbox, 'received'>): void {
  addRoute(app, mailRoute, (c) => {
    const mail = inbox
      .received()
      .map(({ at, ...letter }) => ({ ...letter, sent_at: new Date(at).toISOString() }));
    return respondJson(c, { mail }, { headers: { 'cache-control': 'no-store' } });
  });
}

/** `GET /sandbox`, which gives away a wallet of play money and the API key. Never added in live mode. */
export function addSandbox(
  app: App,
  { facts, apiKey }: SandboxPage,
  { catalogue, baseUrl }: { readonly catalogue: Catalogue; readonly baseUrl: string },
): void {
  const { chain, payer, merchant, facilitatorUrl, stripe } = facts;
  addRoute(app, sandboxRoute, async (c) => {
    const [variants, others] = await Promise.all(
      [PRAIRIE, CEDAR].map(async (handle) => {
        const sold = await catalogue.variantsOf(handle);
        return sold.map(({ id }) => id);
      }),
    );
    const body = {
      base_url: baseUrl,
      api_key: apiKey,
      seller_handle: PRAIRIE,
      variant_ids: variants ?? [],
      elsewhere: { seller_handle: CEDAR, variant_ids: others ?? [] },
      payer: { address: payer.address, private_key: payer.privateKey },
      merchant: { address: merchant.address },
      chain: { rpc_url: chain.rpcUrl, chain_id: chain.chainId, usdc: chain.usdc },
      facilitator_url: facilitatorUrl,
      stripe: {
        base_url: stripe.url,
        publishable: {
          key: stripe.agent.secretKey,
          version: stripe.previewVersion,
          payment_method: 'pm_card_visa',
          profile: stripe.profile,
          token_url: `${stripe.url}/v1/shared_payment/issued_tokens`,
        },
      },
    };
    return respondJson(c, body, { headers: { 'cache-control': 'no-store' } });
  });
}
