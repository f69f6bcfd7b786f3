import type { Life } from './lives.ts';
import type { Held } from './open-store.ts';
import { openPage } from './page.ts';
import { recordOf, waitingOf } from './record.ts';
import { type HostedShop, type Link, openHostedShop } from './shop.ts';
import { createTape, type Tape } from './tape.ts';
import { caught, providerOf, send, signed, type Webhook } from './webhook.ts';

/** A webhook, and the moment of the page's life from which on it can arrive. */
export interface Rung {
  readonly moment: number;
  readonly webhook: Webhook;
}

/** The life of a page, which can be lived through again from when the page was opened. */
export interface Film {
  readonly shop: HostedShop;
  readonly tape: Tape;
  readonly link: Link;
  /** What the store held then. */
  readonly opened: readonly Held[];
  /** Six webhooks, some of them the same. */
  readonly rungs: readonly Rung[];
  readonly last: number;
}

/** Lives through the life of a page, and keeps what its provider rings and answers. */
export async function film({ rail, acts }: Life): Promise<Film> {
  const tape = createTape();
  const shop = await openHostedShop({}, tape.over);
  const link = await openPage(shop, rail);
  const opened = shop.store.held();
  const rungs: Rung[] = [];
  for (const [index, act] of acts.entries()) {
    const moment = index + 1;
    tape.play(moment, 'the provider');
    await act(shop, link.session);
    for (const webhook of await caught(shop, rail)) rungs.push({ moment, webhook });
    for (const { webhook } of rungs) {
      await shop.store.restore(opened);
      await send(shop, renewed(shop, rail, webhook));
    }
  }
  const sent = rungs.map((one) => ({ ...one, webhook: renewed(shop, rail, one.webhook) }));
  return { shop, tape, link, opened, rungs: sixOf(sent), last: acts.length };
}

/** As the provider sends it when an earlier try has come to nothing. */
function renewed(shop: HostedShop, rail: Life['rail'], webhook: Webhook): Webhook {
  const { webhookSecret: secret } = providerOf(shop, rail).facts;
  return signed(webhook, rail, { secret, at: shop.now() });
}

/** The last six, some of them twice or more often where there are fewer. */
function sixOf(rungs: readonly Rung[]): readonly Rung[] {
  return Array.from({ length: 6 }, (_, index) => rungs.at(-1 - (index % rungs.length)) as Rung);
}

/**
 * All ends that some order leads to in which these arrive one by one, each as early as it can; one that is not taken
 * comes again. Where two orders have led to the same records, what follows is the same, and is seen once.
 */
export async function endsOneByOne(scene: Film): Promise<ReadonlySet<string>> {
  const { shop, tape, opened, rungs } = scene;
  const [met, ends] = [new Set<string>(), new Set<string>()];

  async function go(held: readonly Held[], moment: number, left: readonly Rung[]): Promise<void> {
    const where = JSON.stringify([held, moment, left.map((one) => rungs.indexOf(one))]);
    if (met.has(where)) return;
    met.add(where);
    if (left.length === 0) ends.add(await endOf(scene, held));
    for (const rung of new Set(left)) {
      const now = Math.max(moment, rung.moment);
      await shop.store.restore(held);
      tape.play(now, 'the tape');
      const { ok } = await send(shop, rung.webhook);
      await go(shop.store.held(), now, ok ? left.toSpliced(left.indexOf(rung), 1) : left);
    }
  }

  await go(opened, 0, rungs);
  return ends;
}

/** The end when all has happened before they arrive, all at the same time; those that are not taken come again. */
export async function endAtOnce(scene: Film, order: readonly Rung[]): Promise<string> {
  const { shop, tape, opened, last } = scene;
  await shop.store.restore(opened);
  tape.play(last, 'the tape');
  for (let left = order; left.length > 0; ) {
    const answers = await Promise.all(left.map(({ webhook }) => send(shop, webhook)));
    const refused = left.filter((_, index) => !answers[index]?.ok);
    if (refused.length === left.length) throw new Error('No webhook is taken.');
    left = refused;
  }
  return endOf(scene, shop.store.held());
}

/** What is known in the end. */
export interface End extends Awaited<ReturnType<typeof recordOf>> {
  readonly events: Awaited<ReturnType<typeof waitingOf>>;
  /** What the API says of the order. */
  readonly view: object;
}

/**
 * An end as text. Left out are how often the provider was asked, and that a payment came after an end: whether that end
 * was heard of at all before it depends on the order.
 */
async function endOf({ shop, tape, link, last }: Film, held: readonly Held[]): Promise<string> {
  await shop.store.restore(held);
  const { attempts, ...record } = await recordOf(shop, link.cart);
  const waiting = await waitingOf(shop, link.cart);
  tape.play(last, 'the tape');
  const { body: view } = await shop.call('GET', `/api/agent/orders/${link.session}`);
  const end: End = {
    ...record,
    attempts: attempts.map((attempt) => ({ ...attempt, looks: 0 })),
    events: waiting.filter(({ type }) => type !== 'payment.late'),
    view,
  };
  return JSON.stringify(end);
}
