import { randomUUID } from 'node:crypto';
import type { Shot } from './load.ts';
import type { ServerProcess } from './server-process.ts';
import { credentialFor } from './tokens.ts';
import { paymentFor, type Requirement, requirementIn } from './wallet.ts';

/** One kind of request, and what it may cost beside a hello. */
export interface Case {
  readonly name: string;
  readonly server: 'hello' | 'mppx' | 'railyard' | 'railyard-x402' | 'railyard-pure';
  /** The status of the only answer that counts. */
  readonly status: number;
  /** Requests in a round. */
  readonly count: number;
  /** The most it may cost, and what it should, in hellos; null where nothing was promised. */
  readonly floor: number | null;
  readonly target: number | null;
  /** The case that it is to be cheaper than, and the part of its cost that it may have; null where none is. */
  readonly rival: { readonly name: string; readonly part: number } | null;
  /** The requests of a round. */
  load(server: ServerProcess, count: number): Promise<readonly Shot[]>;
}

const BODY = JSON.stringify({ email: 'ada@example.com' });

const FREE = { floor: null, target: null, rival: null };

/** The same request as a 402, to a server that does nothing about it. */
export const HELLO: Case = {
  ...FREE,
  name: 'hello',
  server: 'hello',
  status: 200,
  count: 20_000,
  load: async (server, count) =>
    Array.from({ length: count }, () => ({ ...checkout(server, ''), path: '/' })),
};

export const CASES: readonly Case[] = [
  {
    ...FREE,
    name: 'GET cart',
    server: 'railyard',
    status: 200,
    count: 12_000,
    load: async (server, count) => {
      const carts = await server.carts(200);
      return repeated(carts, count).map((cart) => readCart(server, cart));
    },
  },
  {
    ...FREE,
    name: '402, x402 alone',
    server: 'railyard-x402',
    status: 402,
    count: 12_000,
    floor: 2.5,
    target: 2,
    load: questions,
  },
  {
    name: '402, MPP and x402',
    server: 'railyard',
    status: 402,
    count: 12_000,
    floor: 2.5,
    target: 2,
    rival: { name: '402 of mppx', part: 1 / 7 },
    load: questions,
  },
  {
    ...FREE,
    name: '402 of mppx',
    server: 'mppx',
    status: 402,
    count: 4_000,
    load: async (server, count) => Array.from({ length: count }, () => order(server)),
  },
  {
    ...FREE,
    name: 'replay',
    server: 'railyard',
    status: 200,
    count: 12_000,
    floor: 3,
    target: 2.5,
    load: async (server, count) => {
      const paid = await payments(server, 64);
      await Promise.all(paid.map((shot) => send(server, shot)));
      return repeated(paid, count);
    },
  },
  {
    name: 'MPP settle',
    server: 'railyard',
    status: 200,
    count: 4_000,
    floor: null,
    target: null,
    rival: { name: 'settle of mppx', part: 1 / 4 },
    load: tokenPayments,
  },
  {
    ...FREE,
    name: 'settle of mppx',
    server: 'mppx',
    status: 200,
    count: 4_000,
    load: async (server, count) => {
      const asked = await send(server, order(server));
      return Array.from({ length: count }, () => order(server, credentialFor(asked)));
    },
  },
  {
    ...FREE,
    name: 'x402 settle',
    server: 'railyard',
    status: 200,
    count: 6_000,
    floor: 8,
    load: payments,
  },
  {
    ...FREE,
    name: 'x402 settle, pure JavaScript',
    server: 'railyard-pure',
    status: 200,
    count: 1_500,
    load: payments,
  },
];

/** Checkouts without a payment. */
async function questions(server: ServerProcess, count: number): Promise<readonly Shot[]> {
  const carts = await server.carts(200);
  return repeated(carts, count).map((cart) => checkout(server, cart));
}

/** An order behind mppx, with this credential if there is one. */
function order({ apiKey }: ServerProcess, credential?: string): Shot {
  return {
    method: 'POST',
    path: '/order',
    headers: {
      authorization: credential ?? `Bearer ${apiKey}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: BODY,
  };
}

function readCart({ apiKey }: ServerProcess, cart: string): Shot {
  return { method: 'GET', path: `/api/agent/cart/${cart}`, headers: { authorization: `Bearer ${apiKey}` } };
}

/** A checkout under a new idempotency key, with this payment if there is one. */
function checkout({ apiKey }: ServerProcess, cart: string, payment?: string): Shot {
  return {
    method: 'POST',
    path: `/api/agent/cart/${cart}/checkout`,
    headers: {
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      ...(payment !== undefined && { 'payment-signature': payment }),
    },
    body: BODY,
  };
}

/** Checkouts that pay, each for another cart with another authorization. */
async function payments(server: ServerProcess, count: number): Promise<readonly Shot[]> {
  const carts = await server.carts(count);
  const asked = await requirementFor(server, carts[0] ?? '');
  return carts.map((cart) => checkout(server, cart, paymentFor(asked)));
}

/** Checkouts that pay by token, each for another cart, whose challenge it answers. */
async function tokenPayments(server: ServerProcess, count: number): Promise<readonly Shot[]> {
  const asked = (await server.carts(count)).map((cart) => checkout(server, cart));
  const paid: Shot[] = [];
  while (paid.length < count) {
    const group = asked.slice(paid.length, paid.length + 64);
    paid.push(...(await Promise.all(group.map((shot) => answered(server, shot)))));
  }
  return paid;
}

async function answered(server: ServerProcess, shot: Shot): Promise<Shot> {
  const response = await send(server, shot);
  const payment = credentialFor(response);
  await response.arrayBuffer();
  return { ...shot, headers: { ...shot.headers, 'payment-authorization': payment } };
}

async function requirementFor(server: ServerProcess, cart: string): Promise<Requirement> {
  return requirementIn(await send(server, checkout(server, cart)));
}

function send({ address }: ServerProcess, { path, ...init }: Shot): Promise<Response> {
  return fetch(`${address}${path}`, init);
}

/** So many of these, one after the other and over again. */
function repeated<T>(few: readonly T[], count: number): T[] {
  return Array.from({ length: Math.ceil(count / few.length) }, () => few)
    .flat()
    .slice(0, count);
}
