import { createPrivateKey, randomBytes, randomUUID } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import { expect } from 'vitest';
import {
  type Checkout,
  type CheckoutRefund,
  type CoinbaseFacts,
  type LocalCoinbase,
  localCoinbase,
} from '../src/index.ts';

/** A day in the autumn of 2026, in milliseconds. */
export const START = 1_793_000_000_000;

/** A local Coinbase whose clock a test moves. */
export interface CoinbaseBench {
  readonly local: LocalCoinbase;
  readonly facts: CoinbaseFacts;
  /** Lets so many milliseconds pass. */
  pass(ms: number): void;
  now(): number;
}

/** One of its own for a test. `sleep` is how a delay waits: not at all unless given. */
export function openCoinbaseBench(sleep: () => Promise<unknown> = async () => {}): CoinbaseBench {
  let clock = START;
  const now = (): number => clock;
  const local = localCoinbase({ now, sleep, seed: 'a seed' });
  return {
    local,
    facts: local.facts,
    now,
    pass(ms) {
      clock += ms;
    },
  };
}

/** Something to wait for, until a test opens it. */
export function closedGate(): { readonly opened: Promise<void>; open(): void } {
  const waiting: (() => void)[] = [];
  const opened = new Promise<void>((resolve) => {
    waiting.push(resolve);
  });
  return {
    opened,
    open() {
      for (const go of waiting) go();
    },
  };
}

/** What a token says, where it is not what it should be. */
export interface Forged {
  readonly alg?: 'EdDSA' | 'ES256';
  /** Whose key signs. */
  readonly facts?: CoinbaseFacts;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A token for one call, signed by jose. */
export async function tokenFor(
  facts: CoinbaseFacts,
  uri: string,
  nowMs: number,
  forged: Forged = {},
): Promise<string> {
  const { alg = 'EdDSA', facts: signer = facts } = forged;
  const keyId = alg === 'EdDSA' ? facts.keyId : facts.ecKey.keyId;
  const now = Math.floor(nowMs / 1000);
  const claims = { sub: keyId, iss: 'cdp', uris: [uri], iat: now, nbf: now, exp: now + 120 };
  const header = { alg, kid: keyId, typ: 'JWT', nonce: randomBytes(16).toString('hex') };
  return new SignJWT({ ...claims, ...forged.claims })
    .setProtectedHeader({ ...header, ...forged.header })
    .sign(await keyFor(alg, signer));
}

async function keyFor(alg: 'EdDSA' | 'ES256', { keySecret, ecKey }: CoinbaseFacts) {
  if (alg === 'ES256') return createPrivateKey(ecKey.keySecret);
  const bytes = Buffer.from(keySecret, 'base64');
  expect(bytes).toHaveLength(64);
  const [d, x] = [bytes.subarray(0, 32).toString('base64url'), bytes.subarray(32).toString('base64url')];
  return importJWK({ kty: 'OKP', crv: 'Ed25519', d, x }, 'EdDSA');
}

/** An answer with its body read. */
export interface CoinbaseSaid {
  readonly status: number;
  readonly text: string;
  readonly body: Partial<Checkout> & {
    readonly errorType?: string;
    readonly errorMessage?: string;
    readonly checkouts?: readonly Checkout[];
    readonly nextPageToken?: string;
    readonly checkout?: Checkout;
    readonly refund?: CheckoutRefund;
  };
}

/** What a raw request says. */
export interface CoinbaseSent {
  readonly body?: unknown;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: Forged;
  readonly signal?: AbortSignal;
  /** Where it is sent, instead of where the facts say. */
  readonly url?: string;
}

/** What a local Coinbase is asked with: one in process, or one in a sandbox. */
interface Asking extends Pick<CoinbaseBench, 'facts' | 'now'> {
  readonly local: Pick<LocalCoinbase, 'fetch'>;
}

/** Sends what a careless client might: `POST /checkouts`. A text is sent as it is, anything else as JSON. */
export async function send(
  { local, facts, now }: Asking,
  target: string,
  sent: CoinbaseSent = {},
): Promise<CoinbaseSaid> {
  const [method = 'GET', path = ''] = target.split(' ');
  const { body, key, headers, signal } = sent;
  const url = new URL(`${sent.url ?? facts.url}${path}`);
  const token = await tokenFor(facts, `${method} ${url.host}${url.pathname}`, now(), sent.token);
  const response = await local.fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(key && { 'x-idempotency-key': key }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(signal && { signal }),
  });
  const text = await response.text();
  return { status: response.status, text, body: readJson(text) };
}

function readJson(text: string): CoinbaseSaid['body'] {
  try {
    return JSON.parse(text) as CoinbaseSaid['body'];
  } catch {
    return {};
  }
}

/** The body of an ordinary checkout. */
export const ORDER = { amount: '85.50', currency: 'USDC', description: 'Order 7', metadata: { order: '7' } };

/** Creates a checkout, and gives it. */
export async function create(bench: CoinbaseBench, more: object = {}): Promise<Checkout> {
  const { status, body, text } = await send(bench, 'POST /checkouts', {
    body: { ...ORDER, ...more },
    key: randomUUID(),
  });
  expect({ status, text }).toMatchObject({ status: 201 });
  return body as Checkout;
}

/** Creates a checkout that is paid, and gives it. */
export async function createPaid(bench: CoinbaseBench, more: object = {}): Promise<Checkout> {
  const { id } = await create(bench, more);
  bench.local.visit(id, 'pay');
  return retrieve(bench, id);
}

export async function retrieve(bench: CoinbaseBench, id: string): Promise<Checkout> {
  return (await send(bench, `GET /checkouts/${id}`)).body as Checkout;
}
