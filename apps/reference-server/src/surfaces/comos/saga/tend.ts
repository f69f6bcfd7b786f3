import type { Surface } from '../surface.ts';
import { fail, giveBack } from './fail.ts';
import { failure } from './failure.ts';
import { finish } from './finish.ts';
import { changeSaga, PATIENCE, SAGA_SPACE, type Saga } from './record.ts';
import { type Standing, standingOf, statusOf } from './view.ts';

const BATCH = 50;
/** Milliseconds. */
const PAUSE = 60_000;
/** Milliseconds. Nobody pays on a page so long after a checkout began. */
const LONGEST = 30 * 86_400_000;

/** Goes on with every saga that wants attention: what a process began and did not end, and what nobody paid. */
export async function tendSagas(surface: Surface): Promise<void> {
  for (const key of await surface.store.due(SAGA_SPACE, BATCH)) {
    const saga = await surface.store.get<Saga>(SAGA_SPACE, key);
    if (saga) await tend(surface, saga).catch((error: unknown) => putOff(surface, saga, error));
  }
}

async function tend(surface: Surface, saga: Saga): Promise<void> {
  const standing = await standingOf(surface, saga);
  if (standing.report?.order) return finish(surface, saga);
  if (saga.failure) await giveBack(surface, saga);
  else if (statusOf(standing) === 'pending')
    await fail(surface, saga, failure('SAGA_TIMEOUT', 'process_payment'));
  await changeSaga(surface, saga, (before, now, due) =>
    due !== null && due <= now
      ? { saga: before, due: isAwaited(standing, now) ? now + PATIENCE : null }
      : null,
  );
}

/** Whether there may be something to do later: money that is under way may end as none, however long it takes. */
function isAwaited(standing: Standing, now: number): boolean {
  const status = statusOf(standing);
  if (status === 'in_progress') return true;
  return status === 'payment_pending' && now < standing.saga.startedAt + LONGEST;
}

/** What fails is tried again later, so that the others are not kept waiting by it. */
async function putOff(surface: Surface, saga: Saga, error: unknown): Promise<void> {
  surface.report(error);
  await changeSaga(surface, saga, (before, now) => ({ saga: before, due: now + PAUSE }));
}
