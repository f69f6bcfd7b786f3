import { isRailError, type Mount } from '@railyard/core';
import { ring } from '@railyard/core/operator';
import type { PaymentEvent, RailRequest } from '@railyard/core/rail';
import { under } from '../fakes/fault.ts';
import { type Random, randomFrom } from '../fakes/random.ts';
import type { FakeRuntime } from '../fakes/runtime.ts';
import { webhook } from '../fakes/webhook.ts';
import type { News } from '../fakes/wire.ts';
import type { Engine, Host } from './host.ts';
import type { Plan } from './plan.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
/** How long the provider waits for an answer, in milliseconds. */
const PATIENCE = 30 * SECOND;
const SOON = 100;
const LONGEST_PAUSE = 6 * HOUR;

/** A webhook, and whether its sender knows that it was heard. */
export interface Webhook {
  readonly name: string;
  readonly news: News;
  readonly request: RailRequest;
  readonly forged: boolean;
  acknowledged: boolean;
}

/** Carries the provider's webhooks to the machines, and those of others. */
export interface Postman {
  readonly webhooks: readonly Webhook[];
  /** What machines have said to webhooks that they should not have, in words. */
  readonly faults: readonly string[];
  post(news: News): void;
  /** From now on nothing gets lost, and what nobody has acknowledged waits for the next round. */
  calm(): void;
  /** Sends once what the provider does not know to be heard. */
  round(): Promise<void>;
  /** Brings a webhook to a machine, and gives the status of its answer; null when there is none. */
  bring(one: Webhook, host: Host): Promise<number | null>;
}

interface Around {
  readonly runtime: FakeRuntime;
  readonly mount: Mount;
  readonly hosts: readonly Host[];
  /** What a webhook says and nobody has kept, in words, at the moment at which it is acknowledged. */
  unkept(one: Webhook): Promise<readonly string[]>;
  tell(line: string): void;
}

export function createPostman(plan: Plan, around: Around): Postman {
  const { runtime, mount, hosts } = around;
  const tell = (line: string): void => around.tell(line);
  const random: Random = randomFrom(plan.seed + 2);
  const webhooks: Webhook[] = [];
  const faults: string[] = [];
  let pages = 0;
  let sendings = 0;
  let rounds: 'always' | 'now' | 'later' = 'always';

  /** Until it is acknowledged, ever more seldom. */
  async function carry(one: Webhook, pause: number): Promise<void> {
    await runtime.sleep(pause);
    if (rounds !== 'always' || one.acknowledged) return;
    await send(one);
    return carry(one, Math.min(Math.max(10 * SECOND, pause * 4), LONGEST_PAUSE));
  }

  async function send(one: Webhook): Promise<void> {
    sendings += 1;
    const fault =
      rounds === 'always' ? plan.posts.find(({ sending }) => sending === sendings)?.fault : undefined;
    tell(`${one.name} goes out${fault ? `, and meets ${JSON.stringify(fault)}` : ''}`);
    const answer = await Promise.race([
      under(fault, runtime, () => arrive(one), null).catch(() => null),
      runtime.sleep(PATIENCE).then(() => null),
    ]);
    if (answer?.ok) one.acknowledged = true;
  }

  async function arrive(one: Webhook): Promise<Response> {
    const host = hosts[random.below(hosts.length)];
    // What is still on its way when it is calm comes with the next round.
    const status = host && rounds !== 'later' ? await bring(one, host) : null;
    return new Response(null, { status: status ?? 503 });
  }

  async function bring(one: Webhook, host: Host): Promise<number | null> {
    const engine = host.engine();
    tell(`${one.name} comes to ${host.name}${engine ? '' : ', which is down'}`);
    if (!engine) return null;
    const status = await Promise.race([hear(one, engine), engine.death.then(() => null)]);
    tell(`${host.name} answers ${one.name}: ${status ?? 'nothing'}`);
    return status;
  }

  async function hear(one: Webhook, { checkout }: Engine): Promise<number> {
    const status = await ring(checkout, mount, one.request).then(
      () => 204,
      (error: unknown) => (isRailError(error) ? error.status : 500),
    );
    if (one.forged && status !== 400) faults.push(`${one.name} was answered ${status}`);
    if (!one.forged && status === 204) faults.push(...(await around.unkept(one)));
    return status;
  }

  function forge(news: News): void {
    for (const { after } of plan.forgeries.filter(({ page }) => page === pages - 1)) {
      const name = `forgery ${webhooks.filter(({ forged }) => forged).length + 1}`;
      const event = { ...eventOf(news), alarm: { word: 'forged', reference: name } };
      const one = { name, news, request: webhook(event, 'guessed'), forged: true, acknowledged: false };
      webhooks.push(one);
      void runtime.sleep(after).then(() => send(one));
    }
  }

  return {
    webhooks,
    faults,
    bring,
    post(news) {
      if (!plan.rings) return;
      const name = `webhook ${webhooks.filter(({ forged }) => !forged).length + 1}`;
      const one = { name, news, request: webhook(eventOf(news)), forged: false, acknowledged: false };
      webhooks.push(one);
      tell(`${name} is about ${news.page}: ${news.about}${news.charge ? `, ${news.charge}` : ''}`);
      void carry(one, SOON);
      if (news.about !== 'opened') return;
      pages += 1;
      forge(news);
    },
    calm() {
      rounds = 'later';
    },
    async round() {
      rounds = 'now';
      for (const one of webhooks) if (!one.forged && !one.acknowledged) await send(one);
      rounds = 'later';
    },
  };
}

/** Of money beyond a payment a person should hear. */
function eventOf({ about, tenant, cart, attempt, charge }: News): PaymentEvent {
  const alarm = about === 'more' && charge ? { alarm: { word: 'paid_again', reference: charge } } : null;
  return { tenant, cart, attempt, ...alarm };
}
