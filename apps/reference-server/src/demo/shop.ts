import { randomUUID } from 'node:crypto';

/** What `GET /sandbox` of a running server tells an agent. */
export interface SandboxFacts {
  readonly base_url: string;
  readonly api_key: string;
  readonly seller_handle: string;
  readonly variant_ids: readonly string[];
  /** A seller who sells on their own site alone. */
  readonly elsewhere: Shelf;
  /** What an agent needs for the tools of ComOS. */
  readonly comos: {
    readonly mcp_url: string;
    readonly tenant_id: string;
    readonly user_id: string;
    readonly auth_token: string;
    readonly product_ids: readonly string[];
  };
  /** Where things are bought at a merchant with one-time cards. */
  readonly agentcard?: { readonly mcp_url: string; readonly merchant: string; readonly email: string };
  readonly payer: { readonly address: `0x${string}`; readonly private_key: `0x${string}` };
  readonly merchant: { readonly address: `0x${string}` };
  readonly stripe: {
    readonly base_url: string;
    /** What the agent has a token issued with: its key, for its card, to the seller's profile. */
    readonly agent: {
      readonly key: string;
      readonly version: string;
      readonly payment_method: string;
      readonly profile: string;
      readonly token_url: string;
    };
  };
  readonly chain: { readonly rpc_url: string; readonly chain_id: number; readonly usdc: `0x${string}` };
}

/** Its API key may have been revoked. */
type SandboxAnswer = Omit<SandboxFacts, 'api_key'> & { readonly api_key: string | null };

/** A seller, and what they sell. */
export interface Shelf {
  readonly seller_handle: string;
  readonly variant_ids: readonly string[];
}

export interface CartFacts {
  readonly cart_id: string;
  readonly amount: number;
  readonly items: readonly { readonly title: string }[];
}

/** Asks a server what its sandbox offers; throws a sentence when there is no server, or none on a sandbox. */
export async function readSandbox(address: string): Promise<SandboxFacts> {
  const response = await fetch(`${address}/sandbox`).catch(() => null);
  if (!response) {
    throw new Error(
      `No server answers at ${address}. Start one in another terminal: npx -y pnpm@12.21.0 start. For one elsewhere, set BASE_URL.`,
    );
  }
  if (!response.ok) {
    throw new Error(`The server at ${address} has no sandbox, and the demo pays with play money only.`);
  }
  const { api_key, ...facts } = (await response.json()) as SandboxAnswer;
  if (api_key === null) {
    throw new Error(
      `The API key of the sandbox at ${address} was revoked. Delete the server's folder to start anew.`,
    );
  }
  return { ...facts, api_key };
}

/** Where the demo has its goods sent. */
export const ADDRESS = {
  name: 'Ada Lovelace',
  line1: '12 Analytical Way',
  city: 'Lincoln',
  region: 'NE',
  postal_code: '68508',
  country: 'US',
};

/** A cart with one thing in it and an address on it, made as any agent would. */
export async function fillCart(
  shop: SandboxFacts,
  { seller_handle, variant_ids }: Shelf = shop,
): Promise<CartFacts> {
  const call = (method: string, path: string, body: object): Promise<CartFacts> =>
    callApi(shop, method, `/cart${path}`, body);
  const { cart_id } = await call('POST', '', { seller_handle });
  await call('POST', `/${cart_id}/items`, { variant_id: variant_ids[0] });
  return call('PUT', `/${cart_id}/shipping-address`, ADDRESS);
}

/** Makes one call of the API; throws what it was answered when that is no success. */
export async function callApi<Answer>(
  { base_url, api_key }: SandboxFacts,
  method: string,
  path: string,
  body?: object,
): Promise<Answer> {
  const response = await fetch(`${base_url}/api/agent${path}`, {
    method,
    headers: {
      authorization: `Bearer ${api_key}`,
      'idempotency-key': randomUUID(),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok)
    throw new Error(`${method} ${path} was answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}
