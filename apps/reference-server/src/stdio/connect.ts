import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  StreamableHTTPClientTransport,
  StreamableHTTPError,
} from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { RailError } from '@railyard/core';
import { bridge } from './bridge.ts';

/**
 * Gives a local agent the tools of a running server over standard input and output. The server is the only one that
 * touches its records; so any number of agents may be connected. Throws `configuration` without an API key.
 */
export async function connect(variables: NodeJS.ProcessEnv): Promise<void> {
  const address = variables.BASE_URL || `http://127.0.0.1:${variables.PORT || 8787}`;
  const url = new URL(`${address.replace(/\/+$/, '')}/mcp`);
  const headers = { authorization: `Bearer ${keyFrom(variables)}` };
  const far = new StreamableHTTPClientTransport(url, { requestInit: { headers } });
  const gone = once(process.stdin, 'end');
  await bridge(new StdioServerTransport(), far, { gone, explain: (error) => wordsFor(error, url) });
}

function keyFrom({ RAILYARD_API_KEY: key, RAILYARD_FOLDER: folder }: NodeJS.ProcessEnv): string {
  if (key) return key;
  const file = join(resolve(folder || '.railyard'), 'api-key');
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new RailError(
      'configuration',
      `There is no API key in "${file}". Set RAILYARD_API_KEY to one, or RAILYARD_FOLDER to the folder of the server.`,
      { cause },
    );
  }
}

function wordsFor(error: unknown, { origin }: URL): string {
  if (!(error instanceof StreamableHTTPError)) {
    return `No server answers at ${origin}. Start one, or set BASE_URL to the address of one that runs.`;
  }
  if (error.code === 401)
    return `The server at ${origin} knows no such API key. Set RAILYARD_API_KEY to one of its own.`;
  return `The server at ${origin} answered ${error.code ?? 'nothing that can be read'}. Try again.`;
}
