import type { Fate, RailSubject, RailWorld } from '@railyard/conformance';
import type { Money, Purchase, RailRequest } from '@railyard/core/rail';
import { type LocalStripe, localStripe } from '@railyard/sandbox';
import { type MppOptions, mpp } from '../src/index.ts';
import { readChallenge } from '../src/wire/challenge.ts';
import { OPTIONS } from './mount.ts';
import { answerTo, headerOf } from './payer.ts';

/** How a token is presented: in answer to a challenge, or alone. */
export type Form = 'standard' | 'raw';

/** Where the charge is made: on the platform's own account, or on one that is connected to it. */
export type Seat = 'own' | 'connected';

const METHODS: Readonly<Record<Exclude<Fate, 'short'>, string>> = {
  paid: 'pm_card_visa',
  declined: 'pm_card_visa_chargeDeclined',
  pending: 'pm_usBankAccount_processing',
};

/** The rail over a local Stripe, for payers who present their tokens in this form. */
export function bench(form: Form, seat: Seat = 'own', options: Partial<MppOptions> = {}): RailSubject {
  return (world) => {
    const stripe = localStripe({ now: world.now, seed: 'bench', sleep: async () => {} });
    const { secretKey, webhookSecret, connected } = stripe.facts;
    stripe.listen('https://shop.example/webhooks/mpp');
    const given: MppOptions = {
      ...OPTIONS,
      secretKey,
      webhookSecrets: [webhookSecret],
      ...(seat === 'connected' && { connect: { account: connected.account, applicationFeeAmount: 10 } }),
      ...options,
    };
    const payer = payerOf(form, world, { stripe, given });
    return {
      rail: () => mpp(given),
      answer: (request) => stripe.fetch(request),
      book: () => bookOf(stripe),
      credential: payer.credential,
      spellings: payer.spellings,
      ...(form === 'standard' && { twin: payer.again }),
      webhooks: () => webhooksOf(stripe),
      finish(end) {
        const outcome = end === 'paid' ? 'succeeded' : 'failed';
        const open = stripe.intents().filter(({ status }) => status === 'processing');
        for (const { id } of open) stripe.finish(id, outcome);
      },
      secrets: () => [secretKey, webhookSecret, ...given.secrets, ...payer.tokens()],
    };
  };
}

interface Shop {
  readonly stripe: LocalStripe;
  readonly given: MppOptions;
}

/** A payer who has a new token made for each purchase. */
function payerOf(form: Form, { asking }: RailWorld, { stripe, given }: Shop) {
  const account = given.connect?.account;
  const presented: { readonly purchase: Purchase; readonly spt: string }[] = [];

  function mint({ total: { amount, currency } }: Purchase, fate: Exclude<Fate, 'short'>): string {
    const terms = { maxAmount: amount, currency, paymentMethod: METHODS[fate] };
    return stripe.mint({ ...terms, ...(account !== undefined && { account }) });
  }

  async function present(purchase: Purchase, spt: string): Promise<RailRequest> {
    const { request } = asking;
    if (form === 'raw')
      return { ...request, headers: { authorization: `Payment ${spt}` }, quoted: purchase.version };
    const { headers } = await mpp(given).challenge(purchase, asking);
    const challenge = readChallenge(headers['WWW-Authenticate'] ?? '');
    if (!challenge) throw new Error('The challenge cannot be read.');
    return { ...request, headers: { authorization: headerOf(answerTo(challenge, { spt })) } };
  }

  return {
    tokens: () => presented.map(({ spt }) => spt),
    credential: async (purchase: Purchase, fate: Fate): Promise<RailRequest | null> => {
      if (fate === 'short') return null; // an intent is paid whole or not at all
      const spt = mint(purchase, fate);
      presented.push({ purchase, spt });
      return present(purchase, spt);
    },
    /** The last token, in answer to another challenge. */
    again: async (): Promise<RailRequest> => {
      const last = presented.at(-1);
      if (!last) throw new Error('Nothing is presented yet.');
      return present(last.purchase, last.spt);
    },
    spellings: (request: RailRequest) => spellingsOf(form, request),
  };
}

interface Native {
  readonly challenge: object;
  readonly payload: object;
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** The same credential in other places, in other cases, and where it is JSON also otherwise written. */
function spellingsOf(form: Form, request: RailRequest): readonly RailRequest[] {
  const [, text = ''] = request.headers.authorization?.split(' ') ?? [];
  const headers = [
    { authorization: `payment  ${text}` },
    { authorization: `Bearer key, Payment ${text}` },
    { 'payment-authorization': `PAYMENT ${text}` },
    { authorization: `Payment ${text}`, 'payment-authorization': `Payment ${text}` },
  ];
  const inHeaders = headers.map((one) => ({ ...request, headers: one }));
  if (form === 'raw') return inHeaders;
  const { challenge, payload } = JSON.parse(Buffer.from(text, 'base64url').toString()) as Native;
  const turned = { source: 'did:example:payer', payload, challenge };
  return [
    ...inHeaders,
    { ...request, headers: { authorization: `Payment ${encoded(turned)}` } },
    {
      ...request,
      headers: {},
      meta: { 'org.paymentauth/credential': JSON.parse(JSON.stringify(turned)) as never },
    },
  ];
}

/** All that Stripe rings about by now, and a dispute of each payment, which bears nothing of ours. */
async function webhooksOf(stripe: LocalStripe): Promise<readonly RailRequest[]> {
  for (const { id, status } of stripe.intents()) if (status === 'succeeded') stripe.dispute(id);
  const requests: RailRequest[] = [];
  await stripe.deliver(async (request) => {
    const { method, url, headers } = request;
    const body = new Uint8Array(await request.arrayBuffer());
    requests.push({ method, url, headers: Object.fromEntries(headers), meta: {}, body });
    return new Response();
  });
  return requests;
}

function bookOf(stripe: LocalStripe): {
  readonly charges: readonly Money[];
  readonly refunds: readonly Money[];
} {
  const charges = stripe.charges().filter(({ status }) => status === 'succeeded');
  const refunds = stripe.refunds().filter(({ status }) => status === 'succeeded');
  return { charges: charges.map(moneyOf), refunds: refunds.map(moneyOf) };
}

function moneyOf({ amount, currency }: Money): Money {
  return { amount, currency };
}
