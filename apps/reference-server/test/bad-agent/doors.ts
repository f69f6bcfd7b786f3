import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { agentOf } from '../mcp/client.ts';
import type { Wanted } from './requests.ts';
import type { Answer, Body, Credential, Door } from './story.ts';
import type { World } from './world.ts';

/** What becomes of an answer: it is heard, it gets lost on its way, or the client hangs up after so many milliseconds. */
export type Fate = 'heard' | 'lost' | number;

/** How something is asked for. */
export interface Sending {
  readonly door: Door;
  readonly key: string | null;
  readonly credential: Credential | null;
  readonly fate: Fate;
}

/** An answer as it came, with all that a payer needs of it. */
export interface Reply extends Omit<Answer, 'hadMoved'> {
  readonly headers: Headers;
  /** Over MCP. */
  readonly meta: Body;
}

/** Both ways into the server. */
export interface Doors {
  /** Null when no answer came. */
  send(wanted: Wanted, sending: Sending): Promise<Reply | null>;
}

export async function openDoors({ shop }: World): Promise<Doors> {
  const { client } = await agentOf(new URL(`${shop.base_url}/mcp`), shop.api_key);
  return {
    async send(wanted, sending) {
      const signal = typeof sending.fate === 'number' ? AbortSignal.timeout(sending.fate) : undefined;
      try {
        if (sending.door === 'mcp') return await overMcp(client, wanted, sending, signal);
        return await overHttp(shop, wanted, sending, signal);
      } catch {
        return null;
      }
    },
  };
}

async function overHttp(
  { base_url, api_key }: World['shop'],
  { method, path, body }: Wanted,
  { key, credential }: Sending,
  signal: AbortSignal | undefined,
): Promise<Reply> {
  const response = await fetch(`${base_url}/api/agent${path}`, {
    method,
    headers: {
      authorization: `Bearer ${api_key}`,
      ...(key !== null && { 'idempotency-key': key }),
      ...(body && { 'content-type': 'application/json' }),
      ...credential?.headers,
    },
    ...(body && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });
  const { status, headers } = response;
  const text = await response.text();
  return { at: performance.now(), status, headers, text, body: JSON.parse(text) as Body, meta: {} };
}

async function overMcp(
  client: Client,
  { tool, given, rail }: Wanted,
  { key, credential }: Sending,
  signal: AbortSignal | undefined,
): Promise<Reply> {
  const named = rail !== undefined && { 'railyard/payment_rail': rail };
  const meta = { ...named, ...(key !== null && { 'railyard/idempotency_key': key }), ...credential?.meta };
  const call = { name: tool, arguments: { ...given }, _meta: meta };
  const { _meta: said = {}, ...result } = (await client.callTool(
    call,
    undefined,
    signal ? { signal } : {},
  )) as CallToolResult;
  const body = result.structuredContent ?? {};
  return {
    at: performance.now(),
    status: statusOf(result.isError === true, body),
    headers: new Headers(),
    text: JSON.stringify(body),
    body,
    meta: said,
  };
}

function statusOf(isError: boolean, { status }: Body): number {
  if (!isError) return 200;
  return typeof status === 'number' ? status : 503; // "pending"
}
