import { credentialFor } from '../cards/payer.ts';
import { faultsOf, placesOf } from './check.ts';
import type { Operation } from './document.ts';
import type { Door } from './door.ts';
import { createLeakWatch } from './leak.ts';
import { happen, pagesAt } from './outside.ts';
import { createPool, type Pool } from './pool.ts';
import type { Answer, Sending } from './send.ts';
import { openStand, type Stand } from './stand.ts';
import type { Event, Step } from './step.ts';
import { sendingOf } from './wire.ts';

/** A request and what came of it. */
export interface Exchange {
  readonly do: 'exchange';
  readonly operation: string;
  readonly sending: Sending;
  readonly answer: Answer;
  readonly faults: readonly string[];
}

/** All that happened to a server, up to the first request with which something was wrong. */
export type Played = readonly (Exchange | Event)[];

/** What stands between the server and its clients; a planted fault, when it changes anything. */
export type Over = (answer: Answer, sending: Sending) => Answer;

/** Where steps are played. */
export interface Theatre {
  readonly door: Door;
  readonly operations: readonly Operation[];
  readonly over?: Over;
}

/** Has steps happen to a new server. */
export async function play(
  steps: readonly Step[],
  { door, operations, over = (answer) => answer }: Theatre,
): Promise<Played> {
  const stand = await openStand();
  const stage = openStage(stand, operations, async (sending) => over(await door.send(sending), sending));
  door.open(stand.shop.server.fetch);
  for (const step of steps) {
    await (step.do === 'ask' ? stage.ask(sendingOf(step, stage.means)) : stage.happen(step));
    if (faultsIn(stage.played).length > 0) break;
  }
  return stage.played;
}

/** What was wrong with any of it; empty when nothing was. */
export function faultsIn(played: Played): readonly string[] {
  return played.flatMap((one) => (one.do === 'exchange' ? one.faults : []));
}

interface Stage {
  readonly played: (Exchange | Event)[];
  readonly means: Parameters<typeof sendingOf>[1];
  readonly ask: (sending: Sending) => Promise<void>;
  readonly happen: (event: Event) => Promise<void>;
}

function openStage(
  { shop, keys, providers, victim, allowed }: Stand,
  operations: readonly Operation[],
  send: (sending: Sending) => Promise<Answer>,
): Stage {
  const pool = createPool(victim.things);
  stock(pool);
  pool.learn(allowed);
  const watch = createLeakWatch(victim.canaries);
  const played: (Exchange | Event)[] = [];
  const challenges = new Map<string, Headers>();
  let unpaid: Pick<Exchange, 'operation' | 'sending'> | null = null;

  async function exchange(sending: Sending): Promise<Exchange> {
    const answer = await send(sending);
    const leaks = watch.leaksIn(sending, answer).map((canary) => `it shows ${canary}, which is another's`);
    const operation = placesOf(operations, sending)[0]?.name ?? 'none';
    learnFrom(pool, answer);
    const challenge = answer.headers['www-authenticate'];
    if (answer.status === 402 && challenge) {
      challenges.set(operation, new Headers({ 'www-authenticate': challenge }));
      unpaid = { operation, sending };
    }
    return {
      do: 'exchange',
      operation,
      sending,
      answer,
      faults: [...faultsOf(operations, sending, answer), ...leaks],
    };
  }

  // Only the other tenant has been here.
  const unknown = new Set(pagesAt(shop));
  const deliver = async (sending: Sending) => void played.push(await exchange(sending));
  const token = (): string => shop.stripe.mint({ maxAmount: 200_000 });
  const credential = (operation: string): string =>
    credentialFor({ headers: challenges.get(operation) ?? new Headers() }, token());
  async function ask(sending: Sending): Promise<void> {
    const before = new Set(victim.records());
    const asked = await exchange(sending);
    await shop.server.idle();
    const changed = victim.records().filter((record) => !before.has(record));
    const changes = changed.map((record) => `a record of the other tenant has changed: ${record}`);
    played.push({ ...asked, faults: [...asked.faults, ...changes] });
  }
  async function pay(): Promise<void> {
    if (unpaid) await ask(paid(unpaid.sending, credential(unpaid.operation)));
  }
  return {
    played,
    ask,
    async happen(event) {
      played.push(event);
      await happen(event, { shop, providers, unknown, pool, deliver, pay });
    },
    means: { pool, keys, accessToken: allowed.access_token, token, credential },
  };
}

function paid({ headers, ...sending }: Sending, credential: string): Sending {
  const others = headers.filter(([name]) => name !== 'payment-authorization');
  return { ...sending, headers: [...others, ['payment-authorization', credential]] };
}

/** What anybody knows who comes to the shop. */
function stock(pool: Pool): void {
  const known = {
    seller_handle: ['acme', 'cedar', 'west', 'closed', 'prairie-supply'],
    variant_id: ['var_stove', 'var_book', 'var_mug', 'var_roast', 'var_vase'],
    rail: ['stripe-checkout', 'coinbase', 'stripe-mpp', 'x402'],
    ruling: ['paid', 'unpaid'],
    account: ['main'],
    country: ['US'],
    region: ['CA'],
    postal_code: ['94103'],
    email: ['ann@example.com'],
  };
  for (const [name, values] of Object.entries(known)) for (const value of values) pool.add(name, value);
}

function learnFrom(pool: Pool, { headers, text }: Answer): void {
  pool.read(headers.location ?? '');
  if (!headers['content-type']?.includes('json')) return pool.read(text);
  try {
    pool.learn(JSON.parse(text));
  } catch {
    // That it is no JSON is a fault of its own.
  }
}
