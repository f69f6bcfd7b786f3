// Runs the scenarios of the MCP conformance suite that are about any server.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { openKeyProxy } from './mcp/key-proxy.ts';
import { ABSENT, APART, APPLIES } from './mcp/scenarios.ts';
import type { Tally } from './mcp/tally.ts';
import { visit } from './mcp/visit.ts';

const SUITE = resolve(
  import.meta.dirname,
  '../mcp-clients/node_modules/@modelcontextprotocol/conformance/dist/index.js',
);

interface Check {
  readonly id: string;
  readonly status: string;
  readonly errorMessage?: string;
}

interface Capabilities {
  readonly resources?: { readonly subscribe?: boolean };
}

interface Where {
  readonly url: string;
  readonly folder: string;
}

/** Fails each scenario of the suite that is not named here, and each that the suite does not have. */
async function countNames(tally: Tally): Promise<void> {
  const { stdout } = await promisify(execFile)(process.execPath, [SUITE, 'list', '--server']);
  const offered = [...stdout.matchAll(/^ {2}- (\S+)/gm)].map(([, name]) => name ?? '');
  const named = [...APPLIES, ...Object.keys(APART)];
  for (const name of offered.filter((one) => !named.includes(one)))
    tally.fail(name, 'scripts/mcp/scenarios.ts does not name it');
  for (const name of named.filter((one) => !offered.includes(one)))
    tally.fail(name, 'the suite does not have it');
}

/** Fails what the server says that it can do, and no scenario is to look at. */
async function countCapabilities(url: string, tally: Tally): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo: { name: 'conformance', version: '1.0.0' },
      },
    }),
  });
  const { result } = (await response.json()) as { readonly result?: { readonly capabilities: Capabilities } };
  if (!result) throw new Error(`The server answered ${response.status} to initialize.`);
  const { capabilities } = result;
  const promised = ABSENT.filter((name) => name in capabilities);
  if (capabilities.resources?.subscribe) promised.push('subscriptions');
  for (const name of promised) tally.fail(name, 'the server offers it, so its scenarios apply');
}

/** What a scenario has checked. That it ends well is not enough: with nothing to check it does, too. */
async function checksOf(name: string, { url, folder }: Where): Promise<readonly Check[]> {
  const own = join(folder, name);
  const args = [SUITE, 'server', '--url', url, '--scenario', name, '--output-dir', own];
  await promisify(execFile)(process.execPath, args).catch(() => null);
  if (!existsSync(own)) return [];
  const results = readdirSync(own).map((result) => join(own, result, 'checks.json'));
  return results.flatMap((file) => JSON.parse(readFileSync(file, 'utf8')) as readonly Check[]);
}

async function countScenarios(where: Where, tally: Tally): Promise<void> {
  for (const name of APPLIES) {
    const checks = await checksOf(name, where);
    const bad = checks.find(({ status }) => status !== 'SUCCESS');
    if (bad) tally.fail(name, [bad.id, bad.status, bad.errorMessage].join(' '));
    else if (checks.length === 0) tally.fail(name, 'it checked nothing');
    else tally.pass(name);
  }
  for (const [name, reason] of Object.entries(APART)) tally.skip([name], reason);
}

await visit(async ({ facts, folder }, tally) => {
  await countNames(tally);
  const proxy = await openKeyProxy(facts.base_url, facts.api_key);
  try {
    const url = `${proxy.address}/mcp`;
    await countCapabilities(url, tally);
    await countScenarios({ url, folder }, tally);
  } finally {
    await proxy.stop();
  }
});
