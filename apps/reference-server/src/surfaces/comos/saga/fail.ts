import { isRailError } from '@railyard/core';
import { isBeingPaid } from '../../../inventory/sales.ts';
import type { Surface } from '../surface.ts';
import { type Failure, failureAt, type Step } from './failure.ts';
import { changeSaga, SAGA_SPACE, type Saga, sagaKey } from './record.ts';

/** Thrown once a checkout has failed and what it held is given back: its answer tells all. */
export class SagaFailed extends Error {}

/** Does one step. What fails it for good ends the run of the saga; anything else is thrown as it is. */
export async function step<Result>(
  surface: Surface,
  saga: Saga,
  name: Step,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const failure = failureAt(name, error);
    if (!failure) throw error;
    if (!isRailError(error)) surface.report(error);
    await fail(surface, saga, failure);
    throw new SagaFailed();
  }
}

/**
 * Ends the run of a saga, unless it is over. The failure is recorded first, and due at once: should this process end
 * before the goods are given back, the background work gives them back.
 */
export async function fail(surface: Surface, saga: Saga, failure: Failure): Promise<void> {
  await changeSaga(surface, saga, (before, now) =>
    before.isDone || before.run !== saga.run ? null : { saga: { ...before, failure }, due: now },
  );
  await giveBack(surface, saga);
}

/**
 * Gives back what a run that has failed holds: nothing of a later run, and nothing that somebody is paying for, which
 * the inventory gives back by itself once nobody does.
 */
export async function giveBack(
  { store, inventory }: Surface,
  { tenant, id, cart, run }: Saga,
): Promise<void> {
  // First: a run or a payment that begins after this has another hold.
  const hold = await inventory.find({ tenant, cart });
  const saga = await store.get<Saga>(SAGA_SPACE, sagaKey(tenant, id).key);
  if (!hold || !saga?.failure || saga.isDone || saga.run !== run) return;
  if (!(await isBeingPaid(store, saga))) await inventory.release(saga, hold.id);
}
