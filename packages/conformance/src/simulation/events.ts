import type { CheckoutEvent } from '@railyard/core';
import { attemptOf, type Found, type Stored, sourceOf } from './charges.ts';
import type { World } from './world.ts';

/** What the platform has to hear of an order, an attempt or a refund. */
interface Due extends Pick<CheckoutEvent, 'type' | 'subject'> {
  readonly of: string;
}

/** What the platform should have heard of a cart and never did, in words. */
export function untold(world: World, found: Found): readonly string[] {
  return dueOf(world, found)
    .filter((one) => !isTold(world, one))
    .map(({ type, of }) => `${type} of ${of} that nobody was told of`);
}

function dueOf(world: World, found: Found): readonly Due[] {
  const { order, attempts, refunds } = found.record;
  return [
    ...(order ? [due('order.paid', order.id, { order: order.id })] : []),
    ...lateIn(world, found).map(({ id }) => due('payment.late', id, { attempt: id })),
    ...attempts.flatMap((attempt) => casesOf(world, 'attempt', attempt)),
    ...refunds.flatMap((refund) => casesOf(world, 'refund', refund)),
    ...refunds.map(({ id, attempt }) => due('refund.due', id, { refund: id, attempt })),
    ...refunds.flatMap(({ id, state }) =>
      state === 'refunded' || state === 'failed' ? [due(`refund.${state}`, id, { refund: id })] : [],
    ),
  ];
}

/** Its case has been told, and that those it had before are none any more. */
function casesOf(
  { events }: World,
  about: 'attempt' | 'refund',
  { id, openCase }: { readonly id: string; readonly openCase: string | null },
): readonly Due[] {
  const told = events.filter(({ type, subject }) => type === 'case.opened' && subject[about] === id);
  const over = told.map(({ subject }) => subject.case).filter((name) => name !== openCase);
  return [
    ...(openCase === null ? [] : [due('case.opened', id, { [about]: id, case: openCase })]),
    ...over.map((name) => due('case.closed', id, { [about]: id, case: name ?? null })),
  ];
}

/** The attempts that were paid after a client had heard that they were declined. */
function lateIn(world: World, { cart, record, charges }: Found): readonly Stored['attempts'][number][] {
  const declined = new Set(
    world.told
      .filter(({ ask, answer }) => ask.cart === cart.id && answer?.body.error === 'payment_declined')
      .map(({ ask }) => sourceOf(ask)),
  );
  return charges
    .filter(({ source }) => declined.has(source))
    .flatMap((charge) => attemptOf(world, record, charge) ?? [])
    .filter(({ state }) => state === 'paid');
}

function due(type: Due['type'], of: string, subject: Due['subject']): Due {
  return { type, of, subject };
}

function isTold({ events }: World, { type, subject }: Due): boolean {
  return events.some(
    (one) =>
      one.type === type && Object.entries(subject).every(([name, value]) => one.subject[name] === value),
  );
}
