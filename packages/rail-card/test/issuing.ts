import type { Money } from '@railyard/core/rail';
import Stripe from 'stripe';

/** What the double shows of a card; its number and code only when they are asked for. */
interface Card {
  readonly id: string;
  readonly number: string;
  readonly created: number;
  readonly params: ReadonlyMap<string, string>;
  status: 'active' | 'canceled';
}

interface Authorization {
  readonly id: string;
  readonly card: Card;
  readonly granted: number;
  readonly approved: boolean;
  amount: number;
  status: 'pending' | 'closed' | 'reversed';
}

interface Transaction {
  readonly id: string;
  readonly card: Card;
  readonly authorization: string | null;
  readonly amount: number;
  readonly type: 'capture' | 'refund';
}

/** A strict double of Stripe's Issuing: it takes only what its API takes, and pays only what its cards allow. */
export interface Issuing {
  answer(request: Request): Promise<Response>;
  /** A merchant's bank asks for money: resolves with whether it is granted. */
  authorize(number: string, money: Money): Promise<boolean>;
  /** Takes what a card has granted. */
  capture(number: string): void;
  /** Gives up what a card has granted, or gives back what was taken. */
  giveBack(number: string): void;
  /** Takes money that nobody granted. */
  force(number: string, amount: number): void;
  /** A card that somebody made with the metadata of an attempt. */
  stray(attempt: string): string;
  cards(): readonly { readonly id: string; readonly number: string; readonly isOpen: boolean }[];
  charges(): readonly Money[];
  refunds(): readonly Money[];
  /** Signed now. */
  events(): Promise<readonly Signed[]>;
  signed(type: string, object: object): Promise<Signed>;
}

export interface Signed {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface IssuingOptions {
  readonly now: () => number;
  /** Decides about authorizations; absent: the card alone does. */
  readonly decide?: (signed: Signed) => Promise<boolean>;
}

export const SECRET_KEY = 'sk_test_issuing';
export const WEBHOOK_SECRET = 'whsec_issuing';
export const CARDHOLDER = 'ich_platform';
const CVC = '7391';
const MADE =
  /^(?:cardholder|currency|type|status|lifecycle_controls\[cancel_after\]\[payment_count\]|spending_controls\[(?:spending_limits\]\[\d\]\[(?:amount|interval)|allowed_categories\]\[\d|allowed_merchant_countries\]\[\d)\]|metadata\[\w+\])$/;
const LISTED = /^(?:limit|starting_after|cardholder|card|created\[(?:gte|lte)\])$/;

export function issuing({ now, decide }: IssuingOptions): Issuing {
  const cards: Card[] = [];
  const authorizations: Authorization[] = [];
  const transactions: Transaction[] = [];
  const answers = new Map<
    string,
    { readonly form: string; readonly status: number; readonly body: object }
  >();
  const seconds = (): number => Math.floor(now() / 1_000);

  function made(params: ReadonlyMap<string, string>): Card {
    const id = `ic_${cards.length + 1}`;
    const number = `40000099900${String(10_000 + cards.length)}`;
    const card: Card = { id, number, created: seconds(), params, status: 'active' };
    cards.push(card);
    return card;
  }

  function shownCard({ id, number, created, params, status }: Card, expand: readonly string[] = []): object {
    return {
      object: 'issuing.card',
      id,
      created,
      status,
      currency: params.get('currency'),
      last4: number.slice(-4),
      exp_month: 3,
      exp_year: 2033,
      metadata: metadataIn(params),
      ...(expand.includes('number') && { number }),
      ...(expand.includes('cvc') && { cvc: CVC }),
    };
  }

  function shownAuthorization(one: Authorization): object {
    const { id, card, amount, approved, granted, status } = one;
    return {
      object: 'issuing.authorization',
      id,
      amount,
      approved,
      status,
      currency: card.params.get('currency'),
      card: shownCard(card),
      request_history: [{ approved, amount: granted }],
    };
  }

  function shownTransaction({ id, card, authorization, amount, type }: Transaction): object {
    const currency = card.params.get('currency');
    return { object: 'issuing.transaction', id, type, amount, currency, authorization, card: card.id };
  }

  function create(form: URLSearchParams): [number, object] {
    const wrong = [...form.keys()].find((name) => !MADE.test(name));
    if (wrong !== undefined) return refused('parameter_unknown', wrong);
    const limits = [0, 1].map((at) => form.get(`spending_controls[spending_limits][${at}][amount]`));
    const isSized = limits.every((amount) => Number(amount) >= 1);
    if (form.get('cardholder') !== CARDHOLDER) return refused('resource_missing', 'cardholder');
    if (form.get('type') !== 'virtual' || !isSized) return refused('parameter_invalid', 'spending_controls');
    return [200, shownCard(made(new Map(form)))];
  }

  function keyed(key: string | null, form: string): Response {
    const known = key === null ? undefined : answers.get(key);
    if (known && known.form !== form) return json(...fault(400, 'idempotency_error', 'key_reused'));
    if (known) return json(known.status, known.body, { 'idempotent-replayed': 'true' });
    const [status, body] = create(new URLSearchParams(form));
    if (key !== null) answers.set(key, { form, status, body });
    return json(status, body);
  }

  function listed(path: string, query: URLSearchParams): Response {
    const wrong = [...query.keys()].find((name) => !LISTED.test(name));
    if (wrong !== undefined) return json(...refused('parameter_unknown', wrong));
    if (path === 'authorizations') {
      const own = authorizations.filter(({ card }) => card.id === query.get('card'));
      return json(200, { object: 'list', has_more: false, data: own.map(shownAuthorization) });
    }
    if (path === 'transactions') {
      const own = transactions.filter(({ card }) => card.id === query.get('card'));
      return json(200, { object: 'list', has_more: false, data: own.map(shownTransaction) });
    }
    const fitting = cards
      .filter(({ created }) => created >= Number(query.get('created[gte]')))
      .filter(({ created }) => created <= Number(query.get('created[lte]')))
      .toReversed();
    const from = fitting.findIndex(({ id }) => id === query.get('starting_after')) + 1;
    const data = fitting.slice(from, from + Number(query.get('limit') ?? 10));
    const hasMore = from + data.length < fitting.length;
    return json(200, { object: 'list', has_more: hasMore, data: data.map((card) => shownCard(card)) });
  }

  async function answer(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    if (request.headers.get('authorization') !== `Bearer ${SECRET_KEY}`)
      return json(...fault(401, 'invalid_request_error', 'api_key_invalid'));
    const [, path = '', id] =
      /^\/v1\/issuing\/(cards|authorizations|transactions)(?:\/(\w+))?$/.exec(pathname) ?? [];
    if (path === '') return json(...fault(404, 'invalid_request_error', 'url_unknown'));
    if (id === undefined && request.method === 'GET') return listed(path, searchParams);
    const form = await request.text();
    if (id === undefined) return keyed(request.headers.get('idempotency-key'), form);
    const card = cards.find((one) => one.id === id);
    if (!card) return json(...fault(404, 'invalid_request_error', 'resource_missing'));
    if (request.method === 'GET') return json(200, shownCard(card, [...searchParams.values()]));
    if (form !== 'status=canceled') return json(...refused('parameter_invalid', 'status'));
    card.status = 'canceled';
    return json(200, shownCard(card));
  }

  function open(number: string): Authorization | undefined {
    return authorizations.find(({ card, approved }) => card.number === number && approved);
  }

  function take(card: Card, amount: number, authorization: string | null, type: Transaction['type']): void {
    transactions.push({ id: `ipi_${transactions.length + 1}`, card, authorization, amount, type });
  }

  async function signed(type: string, object: object): Promise<Signed> {
    const text = JSON.stringify({ object: 'event', id: 'evt_1', type, livemode: false, data: { object } });
    const header = await Stripe.webhooks.generateTestHeaderStringAsync({
      payload: text,
      secret: WEBHOOK_SECRET,
      timestamp: seconds(),
      cryptoProvider: Stripe.createSubtleCryptoProvider(),
    });
    return { headers: { 'stripe-signature': header }, body: new TextEncoder().encode(text) };
  }

  async function isGranted(card: Card, money: Money): Promise<boolean> {
    const isWithin = (): boolean =>
      card.status === 'active' &&
      money.currency === card.params.get('currency') &&
      money.amount <= Number(card.params.get('spending_controls[spending_limits][0][amount]'));
    if (!isWithin() || !decide) return isWithin();
    const asked = {
      object: 'issuing.authorization',
      id: 'iauth_asked',
      amount: 0,
      currency: money.currency,
      card: shownCard(card),
      pending_request: { ...money },
    };
    return (await decide(await signed('issuing_authorization.request', asked))) && isWithin();
  }

  return {
    answer,
    signed,
    async authorize(number, money) {
      const card = cards.find((one) => one.number === number);
      if (!card) return false;
      const approved = await isGranted(card, money);
      const amount = approved ? money.amount : 0;
      const id = `iauth_${authorizations.length + 1}`;
      const status = approved ? 'pending' : 'closed';
      authorizations.push({ id, card, granted: money.amount, approved, amount, status });
      if (approved) card.status = 'canceled'; // its one payment
      return approved;
    },
    capture(number) {
      const held = open(number);
      if (held?.status !== 'pending') return;
      take(held.card, -held.amount, held.id, 'capture');
      held.status = 'closed';
    },
    giveBack(number) {
      const held = open(number);
      if (held?.status === 'closed') take(held.card, held.granted, held.id, 'refund');
      if (held?.status !== 'pending') return;
      held.status = 'reversed';
      held.amount = 0;
    },
    force(number, amount) {
      const card = cards.find((one) => one.number === number);
      if (card) take(card, -amount, null, 'capture');
    },
    stray(attempt) {
      return made(
        new Map([
          ['currency', 'usd'],
          ['metadata[railyard_attempt]', attempt],
        ]),
      ).id;
    },
    cards: () => cards.map(({ id, number, status }) => ({ id, number, isOpen: status === 'active' })),
    charges() {
      const forced = transactions.filter((one) => one.type === 'capture' && one.authorization === null);
      return [
        ...authorizations.filter(({ approved }) => approved).map((one) => moneyOn(one.card, one.granted)),
        ...forced.map(({ card, amount }) => moneyOn(card, -amount)),
      ];
    },
    refunds: () => [
      ...authorizations
        .filter(({ status }) => status === 'reversed')
        .map((one) => moneyOn(one.card, one.granted)),
      ...transactions
        .filter(({ type }) => type === 'refund')
        .map(({ card, amount }) => moneyOn(card, amount)),
    ],
    events: () =>
      Promise.all([
        ...authorizations.map((one) => signed('issuing_authorization.created', shownAuthorization(one))),
        ...transactions.map((one) => signed('issuing_transaction.created', shownTransaction(one))),
      ]),
  };
}

function moneyOn({ params }: Card, amount: number): Money {
  return { amount, currency: params.get('currency') ?? 'usd' };
}

function metadataIn(params: ReadonlyMap<string, string>): object {
  const named = [...params].flatMap(([name, value]) => {
    const [, key] = /^metadata\[(\w+)\]$/.exec(name) ?? [];
    return key === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(named);
}

function refused(code: string, param: string): [number, object] {
  return fault(400, 'invalid_request_error', code, param);
}

function fault(status: number, type: string, code: string, param?: string): [number, object] {
  return [status, { error: { type, code, message: 'A sentence that nobody reads.', param } }];
}

function json(status: number, body: object, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers });
}
