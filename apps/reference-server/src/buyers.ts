import type { Cart, Checkout, CheckoutEvent, Mode, Runtime, Store } from '@railyard/core';
import type { Buyer } from './buyers/buyer.ts';
import type { Desk } from './buyers/desk.ts';
import { type BuyerOrder, hearPaid, noteCart, type OrdersWanted, ordersOf } from './buyers/orders.ts';
import { secretOf } from './buyers/secret.ts';
import { type CodeAsked, type CodeSent, sendCode } from './buyers/send-code.ts';
import { type SignIn, signIn } from './buyers/sign-in.ts';
import { BUYER_SPACE, buyerKey } from './buyers/spaces.ts';
import { buyerWith } from './buyers/tokens.ts';
import { type CodeShown, type Verified, verify } from './buyers/verify.ts';
import type { Mail } from './mail.ts';

/** The outside world of buyers. */
export interface BuyerPorts {
  /** What codes are hashed under and ids of buyers are made of; lasting, and not in the database. */
  readonly secret: string;
  /** Null where no mail is sent: then no buyer can be verified. */
  readonly mail: Mail | null;
}

/** People who buy, known by the mail that they can read. */
export interface Buyers {
  /** Mails a new code, whether or not the address is known; the answer cannot tell. */
  sendCode(asked: CodeAsked): Promise<CodeSent>;
  /** Gives a token for a code, once. Throws `invalid_otp`. */
  verify(shown: CodeShown): Promise<Verified>;
  /** Knows a person by a code for signing in, once; no token is given. Throws `invalid_otp`. */
  signIn(shown: SignIn): Promise<Buyer>;
  /** The buyer with this id; null when there is none. */
  read(id: string): Promise<Buyer | null>;
  /** The buyer of this tenant that a token stands for; null for any other text. */
  find(tenant: string, token: string): Promise<Buyer | null>;
  /** Keeps that a buyer buys a cart. To be awaited before it can be paid. */
  noteCart(buyer: Buyer, cart: Cart): Promise<void>;
  /** Gives an order that was paid to its buyer. Again: no change. */
  hear(checkout: Checkout, event: CheckoutEvent): Promise<void>;
  /** The newest first. */
  ordersOf(buyer: Buyer, wanted: OrdersWanted): Promise<readonly BuyerOrder[]>;
}

/** Buyers in spaces of the store. */
export function storedBuyers(
  store: Store,
  ports: BuyerPorts & { readonly runtime: Runtime; readonly mode: Mode; readonly baseUrl: string },
): Buyers {
  const { runtime, mode, mail, secret, baseUrl } = ports;
  const desk: Desk = {
    store,
    mode,
    mail,
    secret: secretOf(secret),
    host: new URL(baseUrl).host,
    random: (bytes) => runtime.random(bytes),
    seal: (text, label) => runtime.seal(text, label),
    unseal: (sealed, label) => runtime.unseal(sealed, label),
  };
  return {
    sendCode: (asked) => sendCode(desk, asked),
    verify: (shown) => verify(desk, shown),
    signIn: (shown) => signIn(desk, shown),
    read: (id) => store.get<Buyer>(BUYER_SPACE, buyerKey(id).key),
    find: (tenant, token) => buyerWith(store, mode, { tenant, token }),
    noteCart: (buyer, cart) => noteCart(store, buyer, cart),
    hear: (checkout, event) => hearPaid(store, checkout, event),
    ordersOf: (buyer, wanted) => ordersOf(store, buyer, wanted),
  };
}
