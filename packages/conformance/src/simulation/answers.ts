import type { Answer } from '@railyard/core/http';
import type { Charge } from '../fakes/wire.ts';
import { type Found, isRefused, isUnasked, sourceOf } from './charges.ts';
import type { Told, World } from './world.ts';

/** How long an idempotency key is remembered, in milliseconds. */
const REQUEST_LIFETIME = 72 * 60 * 60 * 1_000;
/** How far apart two machines' clocks may be, in milliseconds. */
const SKEW = 4_000;

/** What is wrong with what clients were told, by the time at which they asked and heard. */
export function faultsInAnswers({ told }: World, carts: readonly Found[]): readonly string[] {
  return [
    ...told.flatMap((one) => faultsOf(one, told, carts)),
    ...carts.flatMap((found) => faultsAbout(found, told)),
  ];
}

function faultsOf(one: Told, told: readonly Told[], carts: readonly Found[]): readonly string[] {
  const { client, ask, answer, from } = one;
  if (!answer) return [];
  const text = JSON.stringify(answer.body);
  // An order's id has the same random part as its cart's.
  const others = carts.filter(
    ({ cart }) => cart.id !== ask.cart && text.includes(cart.id.slice('cart_'.length)),
  );
  return [
    ...(answer.status === 500 ? [`${client} was told 500: ${text}`] : []),
    ...(ask.principal === 'mallory' && ![404, 503].includes(answer.status)
      ? [`a stranger was told ${answer.status}`]
      : []),
    ...(isOver(answer, from) ? [`${client} was sent to a page that is over`] : []),
    ...(answer.body.error === 'idempotency_conflict' && !isReused(one, told)
      ? [`${client} was told of another request under its key, and there is none`]
      : []),
    ...others.map(({ cart }) => `${client} was told of ${cart.id}, which is not its cart`),
  ];
}

function isOver({ body: { expires_at: until } }: Answer, now: number): boolean {
  return typeof until === 'string' && Date.parse(until) <= now;
}

/** The caller used the key for another cart or with another body, before the answer came. */
function isReused({ ask, to }: Told, told: readonly Told[]): boolean {
  return told.some(
    ({ ask: other, from }) =>
      from <= to &&
      other.tenant === ask.tenant &&
      other.principal === ask.principal &&
      other.key === ask.key &&
      (other.cart !== ask.cart || JSON.stringify(other.body) !== JSON.stringify(ask.body)),
  );
}

function faultsAbout({ cart, record, charges }: Found, told: readonly Told[]): readonly string[] {
  const answered = told.filter(({ ask, answer }) => ask.cart === cart.id && answer !== null);
  const paid = answered.filter(({ answer }) => answer?.status === 200 && answer.body.status === 'paid');
  const answers = new Set(paid.map(({ answer }) => answer && withoutReplayed(answer)));
  const known = Math.min(...paid.map(({ to }) => to));
  const paying = charges.find(({ id }) => id === record.order?.reference);
  const moved = paying ? knownAt(paying, record.order?.paidAt) : Number.POSITIVE_INFINITY;
  const paged = answered.filter(({ answer }) => answer?.body.status === 'action_required');
  const challenged = answered.filter(({ answer }) => answer?.status === 402);
  const faults = [
    ...(answers.size > 1 ? ['two different answers about one order'] : []),
    ...(paid.length > 0 && !record.order ? ['an answer about an order that does not exist'] : []),
    ...challenged
      .filter(({ from }) => from > known)
      .map(({ client }) => `${client} was told to pay after the order`),
    ...paged
      .filter(({ from }) => from > known)
      .map(({ client }) => `${client} was sent to a page after the order`),
    ...challenged
      .filter(({ from }) => from > moved)
      .map(({ client }) => `${client} was told to pay after the money was taken`),
    ...challenged
      .filter((one) => isTaken(one, charges))
      .map(({ client }) => `${client} paid and was told to pay`),
    ...twoBodies(paid, record.order?.paidAt ?? 0),
  ];
  return faults.map((fault) => `${cart.tenant}/${cart.id}: ${fault}`);
}

/** Whoever asks finds out at once, unless the money came to a page that was over. */
function knownAt(charge: Charge, paidAt = 0): number {
  return isUnasked(charge) ? paidAt : charge.at;
}

/** An answer as it is the first time and every time, in JSON. */
function withoutReplayed({ headers, body }: Answer): string {
  const { 'idempotent-replayed': _, ...same } = headers;
  return JSON.stringify([same, body]);
}

/** The very credential of the call has been taken. One that was refused first may be taken behind our back. */
function isTaken({ ask, answer, to }: Told, charges: readonly Charge[]): boolean {
  const source = sourceOf(ask);
  if (source === null || isRefused(source)) return false;
  const charge = charges.find((one) => one.source === source);
  return charge !== undefined && (charge.at <= to || answer?.body.error === 'payment_declined');
}

/** A key stands for one request, for as long as it is remembered: two that differ are never both carried out. */
function twoBodies(paid: readonly Told[], paidAt: number): readonly string[] {
  const done = new Map<string, Set<string>>();
  const forgotten = paidAt + REQUEST_LIFETIME - SKEW;
  for (const { ask, from } of paid) {
    if (ask.key === null || from >= forgotten) continue;
    const bodies = done.get(ask.key) ?? new Set();
    done.set(ask.key, bodies.add(JSON.stringify(ask.body)));
  }
  return [...done]
    .filter(([, bodies]) => bodies.size > 1)
    .map(([key]) => `two requests under the key "${key}"`);
}
