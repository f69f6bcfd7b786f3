import type { RailContext } from '@railyard/core/rail';

/** What can be asked of the fake provider, and what it answers. */
export interface Wire {
  readonly charge: {
    readonly request: {
      readonly attempt: string;
      readonly token: string;
      readonly amount: number;
      readonly currency: string;
    };
    readonly reply: ChargeReply;
  };
  readonly find_charge: { readonly request: { readonly attempt: string }; readonly reply: ChargeReply };
  readonly submit: { readonly request: Authorization; readonly reply: NonceReply };
  readonly read_chain: { readonly request: NonceName; readonly reply: NonceReply };
  readonly open_page: {
    readonly request: {
      readonly tenant: string;
      readonly cart: string;
      readonly attempt: string;
      readonly amount: number;
      readonly currency: string;
    };
    readonly reply: PageReply;
  };
  readonly find_page: { readonly request: { readonly attempt: string }; readonly reply: PageReply };
  readonly close_page: { readonly request: { readonly attempt: string }; readonly reply: PageReply };
  readonly refund: {
    readonly request: { readonly charge: string; readonly id: string; readonly amount: number };
    readonly reply: { readonly state: 'refunded' | 'failed'; readonly reference: string };
  };
}

export type Operation = keyof Wire;

export interface ChargeReply {
  readonly state: 'succeeded' | 'processing' | 'declined' | 'not_found';
  readonly charge?: Charge;
}

/** Money that moved: once in this list is once in the world. */
export interface Charge {
  readonly id: string;
  /** What was consumed for it: a token, a nonce or a page. */
  readonly source: string;
  readonly amount: number;
  readonly currency: string;
  /** When it moved, in milliseconds since 1970. */
  readonly at: number;
  readonly refunds: readonly GivenBack[];
}

export interface GivenBack {
  readonly id: string;
  readonly amount: number;
  readonly reference: string;
}

/** What the holder of a nonce has signed. */
export interface Authorization extends NonceName {
  readonly amount: number;
  readonly currency: string;
}

export interface NonceName {
  readonly payer: string;
  readonly nonce: string;
  /** From then on the chain refuses it, in milliseconds since 1970. */
  readonly validBefore: number;
}

export interface NonceReply {
  readonly state: 'used' | 'unspent' | 'expired' | 'refused';
  readonly charge?: Charge;
}

export interface PageReply {
  readonly state: 'open' | 'paid' | 'closed' | 'expired' | 'not_found';
  readonly page?: { readonly id: string; readonly url: string; readonly expiresAt: number };
  /** All that was ever paid on it, the first one first. */
  readonly charges?: readonly Charge[];
}

/** What has happened to a page, for whoever opened it. */
export interface News {
  /** `more`: it was paid already. */
  readonly about: 'opened' | 'paid' | 'more' | 'closed' | 'expired' | 'refunded';
  readonly tenant: string;
  readonly cart: string;
  readonly attempt: string;
  readonly page: string;
  /** The money that it is about. */
  readonly charge: string | null;
}

/** Asks the provider through the engine's `fetch`, under the key of the attempt or the one given. */
export async function ask<Asked extends Operation>(
  context: Pick<RailContext, 'fetch' | 'key'>,
  operation: Asked,
  request: Wire[Asked]['request'],
): Promise<Wire[Asked]['reply']> {
  const response = await context.fetch(`https://provider.test/${operation}`, {
    method: 'POST',
    headers: { 'idempotency-key': context.key },
    body: JSON.stringify(request),
  });
  if (!response.ok) throw new Error(`The provider answered ${response.status}.`);
  return (await response.json()) as Wire[Asked]['reply'];
}
