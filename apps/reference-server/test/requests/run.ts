import * as fc from 'fast-check';
import { type Tool, withTheRest } from './beside.ts';
import { type Count, createCount } from './count.ts';
import { type OpenApi, type Operation, operationsOf } from './document.ts';
import { openDoor } from './door.ts';
import { faultsIn, type Over, type Played, play, type Theatre } from './play.ts';
import { openStand } from './stand.ts';
import { drawnSteps, type Step } from './step.ts';
import { tellOf } from './tell.ts';

export interface RunOptions {
  /** How many requests at the least. */
  readonly requests: number;
  readonly seed: number;
  readonly over?: Over;
  /** For how long what went wrong is made smaller, in milliseconds: 60,000. */
  readonly patience?: number;
  /** Hears how far it has come. */
  readonly say?: (line: string) => void;
}

export interface RunResult {
  readonly count: Count;
  /** What went wrong first, in the least that shows it; null when nothing did. */
  readonly finding: string | null;
}

/** Servers, each with some twenty requests, that are looked at together. */
const SERVERS_A_ROUND = 25;

/** Asks so many requests that the document gives rise to, of one new server after the other. */
export async function runRequests({
  requests,
  seed,
  over,
  patience = 60_000,
  say,
}: RunOptions): Promise<RunResult> {
  const operations = await operationsHere();
  const steps = drawnSteps(operations);
  const count = createCount(operations);
  const door = await openDoor();
  const theatre = { door, operations, ...(over && { over }) };
  try {
    for (let round = seed; count.requests() < requests; round += 1) {
      const worst = await runRound(steps, { seed: round, theatre, count, patience });
      if (worst !== null) return { count, finding: `Again: --seed ${round}\n${tellOf(worst)}` };
      say?.(`${count.requests()} of ${requests} requests, seed ${round}`);
    }
  } finally {
    await door.close();
  }
  return { count, finding: null };
}

interface Round {
  readonly seed: number;
  readonly theatre: Theatre;
  readonly count: Count;
  readonly patience: number;
}

/** What went wrong, in the least that shows it; null when nothing did. */
async function runRound(
  steps: fc.Arbitrary<readonly Step[]>,
  { seed, theatre, count, patience }: Round,
): Promise<Played | null> {
  let worst: Played | null = null;
  let end = Number.POSITIVE_INFINITY;
  const property = fc.asyncProperty(steps, async (drawn) => {
    if (performance.now() > end) return true;
    const played = await play(drawn, theatre).catch((error: unknown) => {
      end = 0;
      throw error;
    });
    const isGood = faultsIn(played).length === 0;
    if (isGood && worst === null) count.add(played);
    if (isGood) return true;
    if (worst === null) end = performance.now() + patience;
    worst = played; // the least that fails is the last that fails
    return false;
  });
  // What throws is not an answer that is wrong, but a mistake of ours: there is nothing to make smaller.
  const { errorInstance } = await fc.check(property, { seed, numRuns: SERVERS_A_ROUND });
  if (worst === null && errorInstance) throw errorInstance;
  return worst;
}

/** All that a server of today says that it can do. */
export async function operationsHere(): Promise<readonly Operation[]> {
  const { shop } = await openStand();
  const document = JSON.parse((await shop.call('GET', '/openapi.json')).text) as OpenApi;
  const listing = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
  const headers = { accept: 'application/json, text/event-stream', host: 'localhost' };
  const listed = await shop.call('POST', '/mcp', { headers, body: listing });
  const { tools } = listed.body.result as { readonly tools: readonly Tool[] };
  return operationsOf(withTheRest(document, tools));
}
