import { createRoute, z } from '@hono/zod-openapi';
import type { SandboxFacts, ShopMail } from '@railyard/sandbox';
import type { Catalogue } from './catalogue.ts';
import { CEDAR, ORCHARD, PRAIRIE } from './demo-shop.ts';
import { respondJson } from './http/respond.ts';
import { type App, addRoute } from './http/route.ts';
import { type Callers, keyIdOf } from './keys.ts';
import type { Inbox } from './mail/inbox.ts';
import { CORNER_MARKET } from './merchants/names.ts';
import { AGENTCARD_PATH } from './surfaces/agentcard/surface.ts';
import type { PlayTenant } from './tenants/play.ts';

/** What the sandbox route tells beside what there is to buy. */
export interface SandboxPage {
  readonly facts: SandboxFacts;
  readonly apiKey: string;
  /** The mail that was sent; null where it leaves for real. */
  readonly inbox: Pick<Inbox, 'received'> | null;
  /** Whose users buy over the tools of ComOS; null, or left out, where nobody can be one. */
  readonly playTenant?: PlayTenant | null;
  /** What the shop of the sandbox has mailed to its customers; null, or left out, where the platform does not buy there. */
  readonly shopMail?: (() => Promise<readonly ShopMail[]>) | null;
}

const sandboxOutput = z
  .object({
    base_url: z.string(),
    api_key: z.string().nullable().describe('Null once it was revoked.'),
    seller_handle: z.string(),
    variant_ids: z.array(z.string()),
    elsewhere: z
      .object({ seller_handle: z.string(), variant_ids: z.array(z.string()) })
      .openapi({ description: 'A seller who sells on their own site alone.' }),
    comos: z
      .object({
        mcp_url: z.string(),
        tenant_id: z.string(),
        user_id: z.string(),
        auth_token: z.string().describe('A token of this user, good for an hour.'),
        product_ids: z.array(z.string()),
      })
      .optional()
      .openapi({ description: 'What an agent needs for the tools of ComOS.' }),
    agentcard: z.object({ mcp_url: z.string(), merchant: z.string(), email: z.string() }).optional().openapi({
      description:
        'The tools that buy at a merchant with one-time cards, and whose account there can be linked.',
    }),
    payer: z.object({ address: z.string(), private_key: z.string() }),
    merchant: z.object({ address: z.string() }),
    chain: z.object({ rpc_url: z.string(), chain_id: z.int(), usdc: z.string() }),
    facilitator_url: z.string(),
    stripe: z.object({
      base_url: z.string(),
      agent: z
        .object({
          key: z.string().describe('The secret key of the agent’s own account, for play money alone.'),
          version: z.string().describe('The Stripe-Version to send.'),
          payment_method: z.string().describe('The agent’s card.'),
          declining_payment_methods: z.array(z.string()).describe('Cards that are refused, to try that out.'),
          profile: z.string().describe('The network_business_profile of the sellers.'),
          token_url: z.string().describe('Where a token is issued.'),
          how: z.string().describe('The request for a token.'),
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

/** `GET /sandbox/mail`, where codes can be read. Never added in live mode. */
export function addMail(app: App, inbox: Pick<Inbox, 'received'>, shopMail: SandboxPage['shopMail']): void {
  addRoute(app, mailRoute, async (c) => {
    const own = inbox
      .received()
      .map(({ at, to, subject, text }) => ({ to, subject, text, sent_at: new Date(at).toISOString() }));
    const others = ((await shopMail?.()) ?? []).map(({ to, subject, text, sent_at }) => ({
      to,
      subject,
      text,
      sent_at,
    }));
    const mail = [...own, ...others].toSorted(
      (one, other) => Date.parse(other.sent_at) - Date.parse(one.sent_at),
    );
    return respondJson(c, { mail }, { headers: { 'cache-control': 'no-store' } });
  });
}

/** Test cards whose bank refuses: for its own reasons, for want of money, too old, for now, and without its customer. */
export const DECLINING_CARDS = [
  'pm_card_visa_chargeDeclined',
  'pm_card_visa_chargeDeclinedInsufficientFunds',
  'pm_card_visa_chargeDeclinedExpiredCard',
  'pm_card_visa_chargeDeclinedProcessingError',
  'pm_card_authenticationRequired',
];

function agentOf({ agent, previewVersion, profile, url }: SandboxFacts['stripe']) {
  const card = 'pm_card_visa';
  return {
    key: agent.secretKey,
    version: previewVersion,
    payment_method: card,
    declining_payment_methods: DECLINING_CARDS,
    profile,
    token_url: `${url}/v1/shared_payment/issued_tokens`,
    how: `POST to token_url with the headers "Authorization: Bearer" and the key, "Stripe-Version: ${previewVersion}" and "Content-Type: application/x-www-form-urlencoded", and this body, with the total of the cart in minor units and an end in seconds since 1970: payment_method=${card}&seller_details[network_business_profile]=${profile}&usage_limits[currency]=usd&usage_limits[max_amount]=4999&usage_limits[expires_at]=1893456000. The id in the answer, spt_…, is the token.`,
  };
}

/** What the sandbox route stands on beside the sandbox. */
interface SandboxGround {
  readonly catalogue: Catalogue;
  readonly callers: Pick<Callers, 'findById'>;
  readonly baseUrl: string;
  readonly now: () => number;
}

const PLAY_USER = { id: 'ada', email: 'ada@example.com' };

/** `GET /sandbox`, which gives away a wallet of play money and the API key. Never added in live mode. */
export function addSandbox(
  app: App,
  { facts, apiKey, playTenant = null, shopMail }: SandboxPage,
  { catalogue, callers, baseUrl, now }: SandboxGround,
): void {
  const { chain, payer, merchant, facilitatorUrl, stripe, shop } = facts;
  addRoute(app, sandboxRoute, async (c) => {
    const [variants, others, products] = await Promise.all(
      [PRAIRIE, CEDAR, ORCHARD].map(async (handle) => {
        const sold = await catalogue.variantsOf(handle);
        return sold.map(({ id }) => id);
      }),
    );
    const key = await callers.findById(keyIdOf(apiKey));
    const body = {
      base_url: baseUrl,
      api_key: key?.isRevoked ? null : apiKey,
      seller_handle: PRAIRIE,
      variant_ids: variants ?? [],
      elsewhere: { seller_handle: CEDAR, variant_ids: others ?? [] },
      ...(playTenant && {
        comos: {
          mcp_url: `${baseUrl}/comos/mcp`,
          tenant_id: playTenant.tenant,
          user_id: PLAY_USER.id,
          auth_token: await playTenant.tokenFor(PLAY_USER, now()),
          product_ids: products ?? [],
        },
      }),
      ...(shopMail && {
        agentcard: {
          mcp_url: `${baseUrl}${AGENTCARD_PATH}`,
          merchant: CORNER_MARKET,
          email: shop.customer.email,
        },
      }),
      payer: { address: payer.address, private_key: payer.privateKey },
      merchant: { address: merchant.address },
      chain: { rpc_url: chain.rpcUrl, chain_id: chain.chainId, usdc: chain.usdc },
      facilitator_url: facilitatorUrl,
      stripe: {
        base_url: stripe.url,
        agent: agentOf(stripe),
      },
    };
    return respondJson(c, body, { headers: { 'cache-control': 'no-store' } });
  });
}
