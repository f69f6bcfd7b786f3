import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Cost, costOf, measure, spent } from '../../../bench/src/measure.ts';
import type { Setting } from '../messages.ts';
import { type ServerProcess, startServer } from '../server-process.ts';
import { CASES, type Case, HELLO, SERVED } from './cases.ts';

/** What a kind of request costs. */
export interface NamedCost extends Cost {
  readonly name: string;
}

type Servers = ReadonlyMap<string, ServerProcess>;

export async function measureCosts(
  folder: string,
  rounds: number,
  say: (line: string) => void,
): Promise<readonly NamedCost[]> {
  const servers = await startAll(folder);
  try {
    const spend = (one: Case) => spendOn(servers, one);
    const samples = await measure({ hello: HELLO, cases: CASES, spend }, rounds, (line) =>
      say(`cost, ${line}`),
    );
    return [HELLO, ...CASES].map(({ name }) => ({ name, ...costOf(samples.get(name) ?? []) }));
  } finally {
    await Promise.all([...servers.values()].map((server) => server.stop()));
  }
}

async function startAll(folder: string): Promise<Servers> {
  const servers = new Map<string, ServerProcess>();
  for (const { id, module } of SERVED) {
    const own = join(folder, id);
    mkdirSync(own, { recursive: true });
    const setting: Setting = {
      folder: own,
      port: 0,
      providerUrl: '',
      rpcUrl: '',
      payTo: '0x00000000000000000000000000000000000000aa',
    };
    servers.set(id, await startServer(module, { folder: own, args: [JSON.stringify(setting)] }));
  }
  return servers;
}

async function spendOn(servers: Servers, one: Case) {
  const server = servers.get(one.server.id);
  if (!server) throw new Error(`The server ${one.server.id} was not started.`);
  return spent(server, await one.load(server.address), one.status);
}
