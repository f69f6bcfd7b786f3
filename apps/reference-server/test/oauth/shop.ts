import { randomBytes } from 'node:crypto';
import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { OAuthClientInformationFull, OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import type { OauthPorts } from '../../src/oauth.ts';
import { nodeRuntime } from '../../src/runtime.ts';
import type { Ports } from '../../src/server.ts';
import { codeIn, EMAIL } from '../buyers/desk.ts';
import { createClock } from '../hosted/clock.ts';
import { openStore } from '../hosted/open-store.ts';
import { type Agent, callWith } from '../mcp/client.ts';
import { BASE_URL, openShop, type Shop } from '../shop.ts';
import { openTab, type Page, type Tab } from './tab.ts';

export const MCP = new URL(`${BASE_URL}/mcp`);
export const CALLBACK = 'http://127.0.0.1:7777/callback';
const SEALING_KEY = { id: 'one', bytes: randomBytes(32) };

/** A shop in which people sign in, by a clock that stands still, on a store that can be seen. */
export type OauthShop = Shop & ReturnType<typeof around>;

function around() {
  const clock = createClock(Date.now());
  const runtime = { ...nodeRuntime([SEALING_KEY]), ...clock };
  return { store: openStore(clock), runtime, advance: (ms: number) => clock.advance(ms) };
}

export const OAUTH: OauthPorts = {
  tenant: 'demo',
  seller: null,
  cookieSecrets: ['a secret of cookies'],
  startsPerMinute: 0,
};

export async function openOauthShop(over: Partial<Ports> = {}): Promise<OauthShop> {
  const { store, runtime, advance } = around();
  const shop = await openShop({ store, runtime, oauth: OAUTH, ...over });
  return { ...shop, store, runtime, advance };
}

/** What an agent's client remembers of its server. */
export interface Memory extends OAuthClientProvider {
  tokens(): OAuthTokens | undefined;
  client: OAuthClientInformationFull | undefined;
  kept: OAuthTokens | undefined;
  /** Where it has sent its person, the latest last. */
  readonly sent: URL[];
}

export function rememberingClient(name = 'Parrot', redirectUrl = CALLBACK): Memory {
  let verifier = '';
  return {
    redirectUrl,
    clientMetadata: {
      client_name: name,
      redirect_uris: [redirectUrl],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    },
    client: undefined,
    kept: undefined,
    sent: [],
    state: () => 'a state',
    clientInformation() {
      return this.client;
    },
    saveClientInformation(client) {
      this.client = client as OAuthClientInformationFull;
    },
    tokens() {
      return this.kept;
    },
    saveTokens(tokens) {
      this.kept = tokens;
    },
    redirectToAuthorization(url) {
      this.sent.push(url);
    },
    saveCodeVerifier(made) {
      verifier = made;
    },
    codeVerifier: () => verifier,
    invalidateCredentials(scope) {
      if (scope !== 'verifier') this.kept = undefined;
      if (scope === 'all') this.client = undefined;
    },
  };
}

export type Sending = Pick<Shop, 'server'>;

export function sendTo({ server }: Sending): typeof fetch {
  return (url, init) => server.fetch(new Request(url, init));
}

/** A transport for the SDK's client, which finds its way to a token by itself. */
export function transportTo(shop: Sending, authProvider: Memory, at = MCP): StreamableHTTPClientTransport {
  return new StreamableHTTPClientTransport(at, { authProvider, fetch: sendTo(shop) });
}

/** Signs in, up to the page where a person decides. */
export async function signIn(
  { inbox }: Pick<Shop, 'inbox'>,
  tab: Tab,
  url: URL,
  email: string = EMAIL,
): Promise<Page> {
  await tab.open(url);
  await tab.press('mail', { email });
  return tab.press('sign_in', { code: codeIn(inbox) });
}

/** A shop with what its people see of it. */
export type Visited = Pick<Shop, 'server' | 'inbox'>;

/** A person allows what a client has sent them for; where they are sent back to. */
export async function allow(shop: Visited, url: URL, email: string = EMAIL): Promise<URL> {
  const tab = openTab(shop);
  await signIn(shop, tab, url, email);
  return (await tab.press('allow')).url;
}

interface Connecting {
  readonly email?: string;
  readonly memory?: Memory;
  /** Where the agent was told that the server is. */
  readonly at?: URL;
  /** What the client asks for instead. */
  readonly change?: (url: URL) => URL;
}

/** An agent with nothing but the address of the server, and the person who lets it shop for them. */
export async function connect(
  shop: Visited,
  { email = EMAIL, memory = rememberingClient(), at = MCP, change = (url) => url }: Connecting = {},
): Promise<Agent & { readonly memory: Memory }> {
  const first = transportTo(shop, memory, at);
  const asked = new Client({ name: 'agent', version: '1.0.0' });
  await asked.connect(first).catch(() => {}); // it has sent its person away
  const back = await allow(shop, change(memory.sent.at(-1) ?? at), email);
  await first.finishAuth(back.searchParams.get('code') ?? '');
  return { ...(await reconnect(shop, memory, at)), memory };
}

export async function reconnect(shop: Sending, memory: Memory, at = MCP): Promise<Agent> {
  const client = new Client({ name: 'agent', version: '1.0.0' });
  await client.connect(transportTo(shop, memory, at));
  return { client, call: callWith(client) };
}
