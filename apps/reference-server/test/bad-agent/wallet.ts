import type { Hex } from '@railyard/sandbox';
import { x402HTTPClient } from '@x402/fetch';
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts';
import { issueToken } from '../../src/demo/card.ts';
import { walletOf } from '../../src/demo/wallet.ts';
import { credentialFor } from '../cards/payer.ts';
import type { Reply } from './doors.ts';
import type { Body, Credential } from './story.ts';
import type { World } from './world.ts';

/** What a 402 has asked for, of a cart, under a key. */
export interface Quote {
  readonly cart: string;
  readonly key: string | null;
  readonly amount: number;
  readonly reply: Reply;
}

/** What an agent pays with: a wallet on the chain, and cards. */
export interface Wallet {
  readonly address: Hex;
  /** Signs an authorization for a quote, each time another one; null where the quote offers no x402. */
  sign(quote: Quote): Promise<Credential | null>;
  /** Has a token issued for a quote, each time another one; null where the quote offers no cards. */
  mint(quote: Quote, token: TokenWanted): Promise<Credential | null>;
}

export interface TokenWanted {
  /** One of Stripe's test cards. */
  readonly card: string;
  /** The most that it may be charged, in cents. */
  readonly most: number;
  /** Sent as it is, and not as the answer to a challenge. */
  readonly isBare: boolean;
}

/** More than any cart costs. */
const CAP = '$3000';
const CHALLENGES = 'org.paymentauth/payment-required';
const CREDENTIAL = 'org.paymentauth/credential';

export function openWallet({ shop }: World): Wallet {
  const private_key = generatePrivateKey();
  const address = privateKeyToAddress(private_key);
  const client = new x402HTTPClient(walletOf({ ...shop, payer: { address, private_key } }, CAP));
  return {
    address,
    async sign(quote) {
      const required = requiredBy(client, quote.reply);
      if (!required) return null;
      const payload = await client.createPaymentPayload(required);
      const { authorization } = payload.payload as { readonly authorization: { readonly nonce: string } };
      return {
        rail: 'x402',
        id: authorization.nonce,
        ...termsOf(quote),
        isBare: false,
        headers: client.encodePaymentSignatureHeader(payload),
        meta: { 'x402/payment': payload },
      };
    },
    async mint(quote, { card, most, isBare }) {
      const asked = cardTermsIn(quote.reply);
      if (asked === null) return null;
      const { stripe } = shop;
      const agent = { ...stripe.agent, payment_method: card };
      const expiresAt = Math.floor(Date.now() / 1_000) + 600;
      const amount = String(most);
      const id = await issueToken(
        { stripe: { ...stripe, agent } },
        { amount, currency: 'usd', networkId: agent.profile, expiresAt },
      );
      return { rail: 'stripe-mpp', id, ...termsOf(quote), ...sent(id, isBare, quote.reply, asked) };
    },
  };
}

function termsOf({ cart, key, amount }: Quote): Pick<Credential, 'cart' | 'key' | 'amount'> {
  return { cart, key, amount };
}

type Required = Parameters<x402HTTPClient['createPaymentPayload']>[0];

function requiredBy(client: x402HTTPClient, { headers, body, meta }: Reply): Required | null {
  const overMcp = meta['x402/payment-required'];
  if (overMcp !== undefined) return overMcp as Required;
  if (!headers.has('payment-required')) return null;
  return client.getPaymentRequiredResponse((name) => headers.get(name), body);
}

/** The challenge to pay by card: of MCP as it came, of HTTP as a mark that it is there; null where it is not. */
function cardTermsIn({ headers, meta }: Reply): Body | 'in its header' | null {
  const { challenges = [] } = (meta[CHALLENGES] ?? {}) as { readonly challenges?: readonly Body[] };
  if (challenges[0]) return challenges[0];
  return headers.has('www-authenticate') ? 'in its header' : null;
}

function sent(
  spt: string,
  isBare: boolean,
  reply: Reply,
  asked: Body | 'in its header',
): Pick<Credential, 'headers' | 'isBare' | 'meta'> {
  if (asked !== 'in its header')
    return { headers: null, meta: { [CREDENTIAL]: { challenge: asked, payload: { spt } } }, isBare: false };
  const credential = isBare ? `Payment ${spt}` : credentialFor(reply, spt);
  return { headers: { 'payment-authorization': credential }, meta: null, isBare };
}
