import {
  answering,
  isRailError,
  type Mode,
  type PaymentRail,
  type Runtime,
  type Store,
} from '@railyard/core';
import type { Logger } from 'pino';
import type { RailKind } from '../rails/kind.ts';
import { accountKey, isAccountName, type ProviderAccount, providerOf, sealingKeyOf } from './record.ts';
import type { Secrets } from './secrets.ts';
import { openSecrets } from './stored.ts';

/** The rails over the accounts in the store. */
export interface MountedAccounts {
  /**
   * The rail of this kind over an account; the same one until the account changes. Null where there is no such account,
   * where it is not this tenant's, or where it cannot be used now. Rejects when the store cannot say.
   */
  find(kind: RailKind, name: string, tenant?: string): Promise<PaymentRail | null>;
}

export interface AccountSources {
  readonly store: Store;
  readonly ring: Pick<Runtime, 'unseal'>;
  readonly mode: Mode;
  readonly now: () => number;
  readonly log: Pick<Logger, 'error'>;
}

/** Milliseconds between two tries to open an account. */
const AGAIN = 1_000;

/** An account as it was read, and what became of it. */
interface Opening {
  readonly account: ProviderAccount;
  /** Null when they cannot be used. */
  readonly secrets: Secrets | null;
  /** When that was tried, in milliseconds since 1970. */
  readonly at: number;
  /** By the rail's id. */
  readonly rails: Map<string, PaymentRail | null>;
}

/**
 * Opens an account when it has changed. One that cannot be used is as if nobody had mounted it: nothing begins on it, and
 * what has begun there stays in doubt, with an open case, until it can be used again, which is tried once a second.
 */
export function mountedAccounts({ store, ring, mode, now, log }: AccountSources): MountedAccounts {
  const records = answering(store);
  const openings = new Map<string, Opening>();
  const told = new Map<string, string>();

  /** Says once, for what is sealed there now, why an account cannot be used. */
  function tell(account: ProviderAccount, place: string, error: unknown): void {
    const why =
      isRailError(error) && error.code === 'configuration'
        ? error.message
        : 'Nothing can be made of its secrets.';
    const { provider, name, sealed } = account;
    const sealing_key = sealingKeyOf(sealed ?? '');
    if (told.get(place) === `${sealed} ${why}`) return;
    told.set(place, `${sealed} ${why}`);
    log.error({ provider, account: name, sealing_key, why }, 'An account at a provider cannot be used.');
  }

  async function open(key: string, account: ProviderAccount): Promise<Opening> {
    const before = openings.get(key);
    const isSame = before?.account.sealed === account.sealed;
    // What did not open is tried again: the key may be back.
    if (isSame && (before.secrets !== null || now() < before.at + AGAIN)) return before;
    const secrets = await openSecrets(ring, account, mode).catch((error: unknown) => {
      tell(account, key, error);
      return null;
    });
    const opening = { account, secrets, at: now(), rails: new Map() };
    openings.set(key, opening);
    return opening;
  }

  function railOver({ account, secrets, rails }: Opening, kind: RailKind): PaymentRail | null {
    const made = rails.get(kind.id);
    if (made !== undefined || !secrets) return made ?? null;
    const rail = attempt(
      () => kind.over(secrets),
      (error) => tell(account, `${kind.id} ${account.name}`, error),
    );
    rails.set(kind.id, rail);
    return rail;
  }

  return {
    async find(kind, name, tenant) {
      const provider = providerOf(kind.id);
      if (!provider || !isAccountName(name)) return null;
      const { space, key } = accountKey({ provider, name });
      const account = await records.get<ProviderAccount>(space, key);
      if (!account?.sealed) openings.delete(key);
      if (!account?.sealed || (tenant !== undefined && account.tenant !== tenant)) return null;
      return railOver(await open(key, account), kind);
    },
  };
}

function attempt(make: () => PaymentRail, failed: (error: unknown) => void): PaymentRail | null {
  try {
    return make();
  } catch (error) {
    failed(error);
    return null;
  }
}
