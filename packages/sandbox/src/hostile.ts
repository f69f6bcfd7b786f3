import { type HostileCoinbase, hostileCoinbase } from './coinbase/hostile.ts';
import type { AskedCall, FacilitatorCall, FacilitatorFault, RpcFault, WebhookFault } from './faults/kinds.ts';
import type { Ask } from './provider/hostile.ts';
import type { SandboxFacts } from './sandbox.ts';
import { type HostileShop, hostileShop } from './shop/hostile.ts';
import type { PageAction, PageEntry, PageVisit } from './stripe/checkout/visit.ts';
import { type HostileIssuing, hostileIssuing } from './stripe/issuing/hostile.ts';
import type { AskedStripe, Outcome, StripeCall, StripeFault } from './stripe/kinds.ts';

/** Makes a sandbox misbehave. Faults are used up in the order in which they were told; then it is honest again. */
export interface Hostile {
  /** Spoils the next calls of this kind. */
  facilitator(call: FacilitatorCall, fault: FacilitatorFault): Promise<void>;
  /** Spoils the next calls of the chain's RPC. */
  rpc(fault: RpcFault): Promise<void>;
  /** Hides the newest blocks from the RPC: 0 to 32 of them, until told otherwise. */
  lag(blocks: number): Promise<void>;
  /** Stops making blocks, and goes on with those transactions that have been waiting. */
  mining(mining: 'stop' | 'resume'): Promise<void>;
  /** Spoils the next calls of the local Stripe. */
  stripe(call: StripeCall, fault: StripeFault): Promise<void>;
  /** Spoils the next deliveries of webhooks. */
  webhooks(fault: WebhookFault): Promise<void>;
  /** Has Stripe's search know what is older than so many milliseconds, until told otherwise. */
  searchLag(ms: number): Promise<void>;
  /** Has all that happens at Stripe sent to a URL, signed with the `webhookSecret`, as long as the folder lasts. */
  listen(url: string): Promise<void>;
  /**
   * Acts on the page of a Checkout Session as its buyer. Throws when the page does not offer that: one that has taken
   * its payment, or has expired, takes none.
   */
  visit(session: string, action: PageAction, entry?: PageEntry): Promise<PageVisit>;
  /** What payers and their banks do. */
  readonly bank: Bank;
  /** The cards that were issued at Stripe. */
  readonly issuing: HostileIssuing;
  /** The local Coinbase, and its buyers. */
  readonly coinbase: HostileCoinbase;
  /** The shop, and those who work there. */
  readonly shop: HostileShop;
  /** How many webhooks of Stripe and Coinbase are due, or being sent. */
  dueWebhooks(): Promise<number>;
  /** What Stripe was asked since the last reset, oldest first: the last 10,000 calls. */
  stripeCalls(): Promise<readonly AskedStripe[]>;
  /** What the facilitators were asked since the last reset, oldest first: the last 10,000 calls. */
  calls(): Promise<readonly AskedCall[]>;
  /** Back to a sandbox that is honest, makes blocks and was never asked anything. */
  reset(): Promise<void>;
}

/** What happens outside of any call of Stripe's API. */
export interface Bank {
  /** Answers for an intent that is `processing`, or whose payer was asked. */
  finish(intent: string, outcome: Outcome): Promise<void>;
  /** Answers for a refund: one that is pending, or, with `failed`, one that had succeeded. */
  refund(refund: string, outcome: Outcome): Promise<void>;
  /** Disputes what an intent took. Gives the dispute's id. */
  dispute(intent: string): Promise<string>;
}

/** The sandbox behind these facts, for a test that wants it to misbehave. Its calls throw the sandbox's sentence. */
export function hostile({ faultsUrl }: Pick<SandboxFacts, 'faultsUrl'>): Hostile {
  const tell = async (path: string, body: object): Promise<void> => {
    await post(`${faultsUrl}/${path}`, body);
  };
  const knock: Ask = (path, body) => {
    const url = `${faultsUrl}/${path}`;
    return body ? post(url, body) : ask(url, {});
  };
  return {
    facilitator: (call, fault) => tell('facilitator', { call, ...fault }),
    rpc: (fault) => tell('rpc', fault),
    lag: (blocks) => tell('lag', { blocks }),
    mining: (mining) => tell('mining', { mining }),
    stripe: (call, fault) => tell('stripe', { call, ...fault }),
    webhooks: (fault) => tell('stripe/webhooks', fault),
    searchLag: (ms) => tell('stripe/lag', { ms }),
    listen: (url) => tell('stripe/listen', { url }),
    visit: async (session, action, entry = {}) =>
      (await post(`${faultsUrl}/stripe/visit`, { ...entry, session, action })) as PageVisit,
    bank: bankOf(faultsUrl),
    issuing: hostileIssuing(knock),
    coinbase: hostileCoinbase(knock),
    shop: hostileShop(knock),
    reset: () => tell('reset', {}),
    async dueWebhooks() {
      const { due } = (await ask(`${faultsUrl}/webhooks`, {})) as { readonly due: number };
      return due;
    },
    async stripeCalls() {
      const { calls } = (await ask(`${faultsUrl}/stripe/calls`, {})) as {
        readonly calls: readonly AskedStripe[];
      };
      return calls;
    },
    async calls() {
      const { calls } = (await ask(`${faultsUrl}/calls`, {})) as { readonly calls: readonly AskedCall[] };
      return calls;
    },
  };
}

function bankOf(faultsUrl: string): Bank {
  const url = `${faultsUrl}/stripe`;
  return {
    async finish(intent, outcome) {
      await post(`${url}/finish`, { intent, outcome });
    },
    async refund(refund, outcome) {
      await post(`${url}/refund`, { refund, outcome });
    },
    async dispute(intent) {
      const { dispute } = (await post(`${url}/dispute`, { intent })) as { readonly dispute: string };
      return dispute;
    },
  };
}

function post(url: string, body: object): Promise<unknown> {
  return ask(url, { method: 'POST', body: JSON.stringify(body) });
}

async function ask(url: string, request: RequestInit): Promise<unknown> {
  const response = await fetch(url, { ...request, headers: { 'content-type': 'application/json' } });
  const body = (await response.json()) as { readonly error?: string };
  if (!response.ok) throw new Error(body.error);
  return body;
}
