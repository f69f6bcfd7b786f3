import type { Money } from '@railyard/core/rail';
import { type LocalStripe, localStripe } from '@railyard/sandbox';
import Stripe from 'stripe';
import type { MerchantCard } from '../src/index.ts';

/** An account of a strict local Stripe that issues cards, and the bank of whoever takes them. */
export interface Issuing {
  answer(request: Request): Promise<Response>;
  /** A merchant's bank asks for money: resolves with whether it is granted. */
  authorize(card: MerchantCard, money: Money): Promise<boolean>;
  /** Takes what a card has granted. */
  capture(number: string): Promise<void>;
  /** Gives up what a card has granted, or gives back what was taken. */
  giveBack(number: string): Promise<void>;
  /** Takes money that nobody granted. */
  force(number: string, amount: number): Promise<void>;
  /** Gives back so much of what was taken by force, or all of it; resolves with Stripe's event. */
  giveBackForced(number: string, amount?: number): Promise<Signed>;
  /** A card that somebody made with the metadata of an attempt, as Stripe shows it in full. */
  stray(attempt: string): Promise<IssuedCard>;
  cards(): readonly IssuedCard[];
  charges(): readonly Money[];
  refunds(): readonly Money[];
  /** Of all that has happened, signed now. */
  events(): Promise<readonly Signed[]>;
  signed(type: string, object: object): Promise<Signed>;
}

/** A card with what pays; its number is empty until it was shown to somebody. */
export interface IssuedCard extends MerchantCard {
  readonly id: string;
  readonly isOpen: boolean;
}

export const UNSEEN: MerchantCard = { number: '', cvc: '', expMonth: 0, expYear: 0 };

export interface Signed {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface IssuingOptions {
  readonly now: () => number;
  /** Decides about authorizations; absent: the card alone does. */
  readonly decide?: (request: Request) => Promise<Response>;
}

const SEED = 'cards';
const API = 'https://api.stripe.com/v1/issuing';

/** The same seed gives the same account, so that what it is can be known before it is there. */
export const { secretKey: SECRET_KEY, webhookSecret: WEBHOOK_SECRET } = localStripe({ seed: SEED }).facts;
export const CARDHOLDER = await cardholderOf(localStripe({ seed: SEED }));

const STRAY = { cardholder: CARDHOLDER, currency: 'usd', type: 'virtual', status: 'active' };

const SHOP = {
  category: 'grocery_stores_supermarkets',
  category_code: '5411',
  city: null,
  country: 'US',
  name: 'TEST GROCER',
  network_id: '1234567890',
  postal_code: null,
  state: null,
  tax_id: null,
  terminal_id: null,
  url: null,
} as const;

/** What the bank keeps of a card that it has authorized. */
interface Kept {
  readonly authorization: string;
  state: 'granted' | 'taken' | 'returned';
}

type Transaction = ReturnType<LocalStripe['issuing']['transactions']>[number];

/** A merchant's refund: nothing that the local Stripe knows. */
type Returned = Omit<Transaction, 'type'> & { readonly type: 'refund' };

export function issuing({ now, decide }: IssuingOptions): Issuing {
  const stripe = localStripe({
    seed: SEED,
    now,
    sleep: async () => {},
    ...(decide && { authorize: decide }),
  });
  const { acquirer, ...issuer } = stripe.issuing;
  if (decide) issuer.authorizeAt('https://shop.example/authorize');
  const opened = cardholderOf(stripe);
  const secrets = new Map<string, MerchantCard>();
  const kept = new Map<string, Kept>();
  const returned: Returned[] = [];

  /** Answers as the local Stripe does, and sees which card has which number. */
  async function answer(request: Request): Promise<Response> {
    await opened;
    const response = await stripe.fetch(request);
    const body = (await response.clone().json()) as Shown;
    const shown = secretsIn(body);
    if (shown) secrets.set(body.id, shown);
    const { pathname, searchParams } = new URL(request.url);
    if (!response.ok || !pathname.endsWith('/transactions')) return response;
    const own = returned.filter(({ card }) => card === searchParams.get('card'));
    return Response.json({ ...body, data: [...(body.data ?? []), ...own] });
  }

  return {
    answer,
    signed: (type, object) => signedAt(now(), type, object),
    async authorize({ number, cvc, expMonth: exp_month, expYear: exp_year }, { amount, currency }) {
      const presented = { number, cvc, exp_month, exp_year };
      const said = await acquirer.authorize(presented, amount, currency, SHOP);
      if (said.approved) kept.set(number, { ...said, state: 'granted' });
      return said.approved;
    },
    async capture(number) {
      const one = kept.get(number);
      if (one?.state !== 'granted') return;
      await acquirer.capture(one.authorization);
      one.state = 'taken';
    },
    async giveBack(number) {
      const one = kept.get(number);
      if (!one || one.state === 'returned') return;
      if (one.state === 'granted') await acquirer.reverse(one.authorization);
      const taken = issuer.transactions().find(({ authorization }) => authorization === one.authorization);
      if (taken) returned.push({ ...taken, id: 'ipi_returned', type: 'refund', amount: -taken.amount });
      one.state = 'returned';
    },
    async force(number, amount) {
      const [token = ''] = [...secrets].find(([, one]) => one.number === number) ?? [];
      await acquirer.force(token, amount, SHOP);
    },
    async giveBackForced(number, amount) {
      const [token = ''] = [...secrets].find(([, one]) => one.number === number) ?? [];
      const forced = issuer.transactions().find((one) => one.card === token && one.authorization === null);
      if (!forced) throw new Error('Nothing was taken by force.');
      const back = {
        ...forced,
        id: 'ipi_given_back',
        type: 'refund',
        amount: amount ?? -forced.amount,
      } as const;
      returned.push(back);
      return signedAt(now(), 'issuing_transaction.created', back);
    },
    async stray(attempt) {
      const { id } = await post(stripe, '/cards', { ...STRAY, 'metadata[railyard_attempt]': attempt });
      await answer(requestFor(`/cards/${id}?expand[]=number&expand[]=cvc`));
      return { id, isOpen: true, ...(secrets.get(id) ?? UNSEEN) };
    },
    cards: () =>
      issuer
        .cards()
        .map(({ id, status }) => ({ id, isOpen: status === 'active', ...(secrets.get(id) ?? UNSEEN) })),
    charges: () => chargesOf(stripe),
    refunds: () => [
      ...reversalsOf(stripe),
      ...returned.map(({ amount, currency }) => ({ amount, currency })),
    ],
    events: () => eventsOf(stripe, now()),
  };
}

function chargesOf({ issuing: issuer }: LocalStripe): readonly Money[] {
  const granted = issuer.authorizations().filter(({ approved }) => approved);
  const forced = issuer.transactions().filter(({ authorization }) => authorization === null);
  return [
    ...granted.map(grantedIn),
    ...forced.map(({ amount, currency }) => ({ amount: -amount, currency })),
  ];
}

function reversalsOf({ issuing: issuer }: LocalStripe): readonly Money[] {
  return issuer
    .authorizations()
    .filter(({ status }) => status === 'reversed')
    .map(grantedIn);
}

function grantedIn({
  currency,
  request_history: [first],
}: ReturnType<LocalStripe['issuing']['authorizations']>[number]): Money {
  return { amount: first?.amount ?? 0, currency };
}

function eventsOf({ issuing: issuer }: LocalStripe, now: number): Promise<readonly Signed[]> {
  return Promise.all([
    ...issuer.authorizations().map((one) => signedAt(now, 'issuing_authorization.created', one)),
    ...issuer.transactions().map((one) => signedAt(now, 'issuing_transaction.created', one)),
  ]);
}

async function signedAt(now: number, type: string, object: object): Promise<Signed> {
  const text = JSON.stringify({ object: 'event', id: 'evt_1', type, livemode: false, data: { object } });
  const header = await Stripe.webhooks.generateTestHeaderStringAsync({
    payload: text,
    secret: WEBHOOK_SECRET,
    timestamp: Math.floor(now / 1_000),
    cryptoProvider: Stripe.createSubtleCryptoProvider(),
  });
  return { headers: { 'stripe-signature': header }, body: new TextEncoder().encode(text) };
}

/** What pays, of a card that is shown in full. */
function secretsIn({ number, cvc, exp_month: expMonth, exp_year: expYear }: Shown): MerchantCard | null {
  return number === undefined || cvc === undefined ? null : { number, cvc, expMonth, expYear };
}

interface Shown {
  readonly id: string;
  readonly number?: string;
  readonly cvc?: string;
  readonly exp_month: number;
  readonly exp_year: number;
  readonly data?: readonly object[];
}

async function cardholderOf(stripe: LocalStripe): Promise<string> {
  const { id } = await post(stripe, '/cardholders', {
    name: 'Platform',
    type: 'company',
    'billing[address][line1]': '1 Main Street',
    'billing[address][city]': 'Springfield',
    'billing[address][postal_code]': '62701',
    'billing[address][country]': 'US',
  });
  return id;
}

async function post(
  stripe: LocalStripe,
  path: string,
  params: Readonly<Record<string, string>>,
): Promise<Shown> {
  return (await (await stripe.fetch(requestFor(path, params))).json()) as Shown;
}

function requestFor(path: string, params?: Readonly<Record<string, string>>): Request {
  return new Request(`${API}${path}`, {
    method: params ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${SECRET_KEY}`, 'stripe-version': '2026-10-28.endive' },
    ...(params && { body: new URLSearchParams(params) }),
  });
}
