import { createHash } from 'node:crypto';
import { BASE_URL } from '../shop.ts';
import { allow, CALLBACK, type Sending, type Visited } from './shop.ts';

export const VERIFIER = 'a-verifier-of-more-than-forty-three-characters-as-the-standard-wants';
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

/** An answer of an endpoint for clients. */
export interface Told {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

async function told(response: Response): Promise<Told> {
  const text = await response.text();
  const body = text === '' ? {} : (JSON.parse(text) as Told['body']);
  return { status: response.status, headers: response.headers, text, body };
}

/** Registers a client that says this of itself. */
export async function register({ server }: Sending, metadata: unknown = {}): Promise<Told> {
  const client =
    typeof metadata === 'object'
      ? { client_name: 'Parrot', redirect_uris: [CALLBACK], token_endpoint_auth_method: 'none', ...metadata }
      : metadata;
  const request = new Request(`${BASE_URL}/oauth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(client),
  });
  return told(await server.fetch(request));
}

/** Posts a form to the endpoint for tokens, or to the one that revokes them. */
export async function post(
  { server }: Sending,
  path: 'token' | 'revoke',
  form: Readonly<Record<string, string>>,
): Promise<Told> {
  const body = new URLSearchParams(form).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return told(
    await server.fetch(new Request(`${BASE_URL}/oauth/${path}`, { method: 'POST', headers, body })),
  );
}

/** The address to which a client sends its person; a parameter that is null is left out. */
export function authorizeUrl(
  client: string,
  over: Readonly<Record<string, string | readonly string[] | null>> = {},
): URL {
  const url = new URL('/oauth/authorize', BASE_URL);
  const parameters = {
    response_type: 'code',
    client_id: client,
    redirect_uri: CALLBACK,
    state: 'a state',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...over,
  };
  for (const [name, value] of Object.entries(parameters))
    for (const one of value === null ? [] : [value].flat()) url.searchParams.append(name, one);
  return url;
}

/** What a client is given. */
export interface Given {
  readonly client_id: string;
  readonly access_token: string;
  readonly refresh_token: string;
}

/** A token of a new client for what its person has allowed, by these words. */
export async function tokenFor(shop: Visited, scope: string): Promise<string> {
  return (await tokensFor(shop, scope)).access_token;
}

/** The same with all that the client has. */
export async function tokensFor(shop: Visited, scope: string): Promise<Given> {
  const { body } = await register(shop);
  const client = String(body.client_id);
  const back = await allow(shop, authorizeUrl(client, { scope }));
  const given = await post(shop, 'token', codeForm(client, back.searchParams.get('code') ?? ''));
  const { access_token, refresh_token } = given.body;
  return { client_id: client, access_token: String(access_token), refresh_token: String(refresh_token) };
}

/** What a client shows for a code. */
export function codeForm(client: string, code: string): Readonly<Record<string, string>> {
  const rest = { redirect_uri: CALLBACK, code_verifier: VERIFIER };
  return { grant_type: 'authorization_code', client_id: client, code, ...rest };
}

export function refreshForm(client: string, token: unknown): Readonly<Record<string, string>> {
  return { grant_type: 'refresh_token', client_id: client, refresh_token: String(token) };
}
