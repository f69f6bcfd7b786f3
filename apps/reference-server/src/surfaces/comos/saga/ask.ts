import { z as zod } from '@hono/zod-openapi';
import { RailError } from '@railyard/core';
import type { z } from 'zod';
import { commonInput, sagaId } from '../ids.ts';
import type { Calling, Surface } from '../surface.ts';
import { SagaFailed } from './fail.ts';
import { finish } from './finish.ts';
import { findSaga, type Saga } from './record.ts';
import { lookedAt, type SagaView, type Standing, type Status, shapeSaga, statusOf } from './view.ts';

/** What a tool takes that is about one checkout. */
export const sagaInput = zod.strictObject({ ...commonInput, sagaId });
export type SagaInput = z.output<typeof sagaInput>;

/** The caller's own checkout. Throws `not_found` for any other, in the same words. */
export async function ownSaga(surface: Surface, calling: Calling, id: string): Promise<Saga> {
  const saga = await findSaga(surface, calling, id);
  if (saga) return saga;
  throw new RailError('not_found', 'There is no such checkout.', {
    details: { missing: 'checkout' },
    nextAction: 'Take the sagaId from checkout_start, or from checkout_list.',
  });
}

/**
 * Where a checkout stands, by what Stripe says now of a payment that is not settled. What a payment asks for is done on
 * the way, so that it does not wait for a webhook.
 */
export async function currentStanding(surface: Surface, saga: Saga): Promise<Standing> {
  const standing = await lookedAt(surface, saga);
  if (!standing.report?.order || saga.isDone) return standing;
  await finish(surface, saga);
  const after = await findSaga(surface, saga, saga.id);
  return lookedAt(surface, after ?? saga);
}

/** Where the checkout with this id of the caller's stands. */
export async function ownStanding(surface: Surface, calling: Calling, id: string): Promise<Standing> {
  return currentStanding(surface, await ownSaga(surface, calling, id));
}

/** What is told of a checkout after work on it, also when the work has ended it. */
export async function answered(
  surface: Surface,
  saga: Saga,
  work: () => Promise<Pick<Standing, 'page'> | null>,
): Promise<SagaView> {
  let page: Standing['page'] = null;
  try {
    page = (await work())?.page ?? null;
  } catch (error) {
    if (!(error instanceof SagaFailed)) throw error;
  }
  const after = await findSaga(surface, saga, saga.id);
  const standing = await currentStanding(surface, after ?? saga);
  return shapeSaga(page ? { ...standing, page, isSure: true } : standing);
}

/** Throws unless a checkout stands at one of these. */
export function checkStatus(standing: Standing, allowed: readonly Status[]): void {
  const status = statusOf(standing);
  if (allowed.includes(status)) return;
  throw refusalOf(status);
}

function refusalOf(status: Status): RailError {
  const details = { status };
  switch (status) {
    case 'completed':
      return new RailError('cart_already_completed', 'The checkout is completed.', { details });
    case 'in_progress':
    case 'compensating':
      return new RailError('cart_locked', `The checkout is ${status}.`, {
        details,
        retryAfter: 5,
        nextAction: 'Ask checkout_status until that has ended.',
      });
    case 'failed':
    case 'compensated':
      return new RailError('validation', `The checkout is ${status}.`, {
        details,
        nextAction:
          'Ask checkout_status why. Call checkout_retry where its error is retryable, else mend the cart and call checkout_start.',
      });
    case 'pending':
    case 'payment_pending':
      return new RailError('validation', `The checkout is ${status}: there is nothing to retry.`, {
        details,
        nextAction: 'Call checkout_create_payment_session for the page where the customer pays.',
      });
  }
}
