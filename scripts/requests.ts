// Asks the reference server whatever its document gives rise to, and checks every answer against the document.
import { parseArgs } from 'node:util';
import { runRequests } from '../apps/reference-server/test/requests/run.ts';

const USAGE = 'It takes --requests and --seed, each with a whole number from 1 to 100000000.';

function readArguments(): { readonly requests: number; readonly seed: number } {
  const options = { requests: { type: 'string' }, seed: { type: 'string' } } as const;
  try {
    const { values } = parseArgs({ options });
    const { requests = '20000', seed = String(1 + Math.floor(Math.random() * 1_000_000)) } = values;
    return { requests: whole(requests), seed: whole(seed) };
  } catch {
    throw new Error(USAGE);
  }
}

function whole(text: string): number {
  if (/^[1-9]\d{0,7}$/.test(text)) return Number(text);
  throw new Error(USAGE);
}

try {
  const told = readArguments();
  const { count, finding } = await runRequests({ ...told, say: console.log });
  const unreached = count.unreached();
  console.log(count.table());
  if (finding !== null) console.log(finding);
  for (const name of unreached) console.log(`UNREACHED ${name}`);
  const findings = finding === null ? 0 : 1;
  console.log(
    `requests=${count.requests()} findings=${findings} unreached=${unreached.length} seed=${told.seed}`,
  );
  if (findings + unreached.length > 0) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
