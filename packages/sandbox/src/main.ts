#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { openFolder } from './folder.ts';
import { takeLock } from './lock.ts';
import { createOwners } from './owners.ts';
import { EXIT_TAKEN } from './spawn.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    owner: { type: 'string' },
    hold: { type: 'string' },
    port: { type: 'string' },
    'chain-port': { type: 'string' },
  },
});

const folder = openFolder(positionals[0] ?? '.railyard');
const lock = takeLock(folder.lock);
if (lock === null) {
  console.error(`A sandbox is running in ${folder.path} already.`);
  process.exit(EXIT_TAKEN);
}

const owners = createOwners();
// Started by hand it owns itself, and runs until it is told to end.
owners.hold(values.hold ?? 'self', Number(values.owner ?? process.pid));

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());

const ports = { facilitator: readPort(values.port), chain: readPort(values['chain-port']) };
try {
  // Loaded after the lock is taken: a second sandbox should find out quickly.
  const { run } = await import('./run.ts');
  await run(folder, owners, ports, stopping.signal);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
lock.release();
process.exit();

function readPort(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}
