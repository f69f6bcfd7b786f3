import { RailError, type Runtime, type Store } from '@railyard/core';
import type { MerchantCall } from '@railyard/rail-card';
import type { AccountOpened } from './merchant.ts';
import { MERCHANT_SPACE } from './space.ts';

/** Who buys: `principal` is a hash, as rails know them. */
export type Buyer = Pick<MerchantCall, 'principal' | 'tenant'>;

/** The accounts at merchants that buyers have linked. Their tokens are sealed, each for its buyer and merchant. */
export interface LinkedAccounts {
  isLinked(buyer: Buyer, merchant: string): Promise<boolean>;
  /**
   * The tokens of a buyer's accounts at a merchant, the one to buy with first; none where none is linked. Those from
   * before stay: an order may have been placed with them. Throws where one cannot be opened.
   */
  tokens(buyer: Buyer, merchant: string): Promise<readonly string[]>;
  /** From now on the buyer buys with this account. */
  link(buyer: Buyer, merchant: string, account: AccountOpened): Promise<void>;
}

interface Linked {
  /** The one to buy with first. */
  readonly accounts: readonly { readonly customer: string; readonly sealed: string }[];
}

const MOST = 5;

export function linkedAccounts(store: Store, runtime: Pick<Runtime, 'seal' | 'unseal'>): LinkedAccounts {
  const read = async (buyer: Buyer, merchant: string): Promise<Linked['accounts']> =>
    (await store.get<Linked>(MERCHANT_SPACE, keyOf(buyer, merchant)))?.accounts ?? [];

  return {
    isLinked: async (buyer, merchant) => (await read(buyer, merchant)).length > 0,
    async tokens(buyer, merchant) {
      const accounts = await read(buyer, merchant);
      return Promise.all(
        accounts.map(async ({ sealed }) => {
          const token = await runtime.unseal(sealed, keyOf(buyer, merchant));
          return token ?? unopened(merchant);
        }),
      );
    },
    async link(buyer, merchant, { customer, token }) {
      const name = keyOf(buyer, merchant);
      const sealed = await runtime.seal(token, name);
      await store.update([{ space: MERCHANT_SPACE, key: name }], ([row]) => {
        const known = (row?.value as Linked | undefined)?.accounts ?? [];
        const others = known.filter((one) => one.customer !== customer);
        if (others.length >= MOST) throw tooMany();
        const value: Linked = { accounts: [{ customer, sealed }, ...others] };
        return { rows: [{ value, tenant: buyer.tenant, state: 'linked', due: null }], result: null };
      });
    },
  };
}

function keyOf({ tenant, principal }: Buyer, merchant: string): string {
  return `account:${tenant}:${principal}:${merchant}`;
}

function unopened(merchant: string): never {
  throw new RailError('upstream_unavailable', `The account at "${merchant}" cannot be opened.`, {
    nextAction: 'Link the account at the merchant again.',
  });
}

function tooMany(): RailError {
  return new RailError(
    'validation',
    `There are ${MOST + 1} accounts at this merchant: no further one is linked.`,
  );
}
