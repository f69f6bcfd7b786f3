import type { AgentScope, Caller, Callers } from '../keys.ts';
import type { Desk } from './desk.ts';
import { LIFETIMES } from './lifetimes.ts';
import { scopesIn } from './scopes.ts';

/** What a person has allowed a client. */
interface Allowed {
  readonly person: string;
  readonly client: string;
  readonly scopes: readonly AgentScope[];
}

/** The latest that a person has allowed a client. */
interface Principal extends Allowed {
  /** The id of the grant that it is good with. */
  readonly grant: string;
}

type Kept = Pick<Desk, 'records' | 'tenant' | 'seller' | 'buyers'>;

/** The kind of record that says what a principal may do. */
const PRINCIPAL = 'Principal';

/**
 * Whose carts a client makes for a person: theirs by this client. It outlives tokens and grants, so that who allows a
 * client again finds their carts; another client of the same person does not see them.
 */
function principalOf({ person, client }: Pick<Allowed, 'person' | 'client'>): string {
  return `${person}.${client}`;
}

/** Keeps what a person has allowed a client, for payments that come without a token. */
export function keepPrincipal({ records }: Pick<Kept, 'records'>, principal: Principal): Promise<void> {
  return records.put(PRINCIPAL, principalOf(principal), principal, LIFETIMES.grant);
}

/** The callers that access tokens stand for: clients, each with what its person has allowed. */
export function tokenCallers(desk: Pick<Desk, 'provider'> & Kept, audience: string): Callers {
  const { provider, records } = desk;
  return {
    async find(token) {
      const access = await provider.AccessToken.find(token);
      if (!access?.grantId || !access.clientId || access.aud !== audience) return null;
      // A grant that was ended takes its tokens with it.
      if (!(await provider.Grant.find(access.grantId))) return null;
      const scopes = scopesIn(access.scopes);
      return callerOf(desk, { person: access.accountId, client: access.clientId, scopes });
    },
    async findById(id) {
      const kept = await records.find<Principal>(PRINCIPAL, id);
      const caller = kept && (await callerOf(desk, kept.value));
      if (!caller) return null;
      const [client, grant] = await Promise.all([
        provider.Client.find(kept.value.client),
        provider.Grant.find(kept.value.grant),
      ]);
      return { ...caller, name: client?.clientName ?? null, isRevoked: !grant };
    },
  };
}

/** Bound as an API key would be, by the server: nobody chooses a seller when they sign in. */
async function callerOf({ buyers, tenant, seller }: Kept, allowed: Allowed): Promise<Caller | null> {
  const buyer = await buyers.read(allowed.person);
  if (!buyer || buyer.tenant !== tenant) return null;
  return { id: principalOf(allowed), tenant, scopes: allowed.scopes, seller, email: buyer.email };
}
