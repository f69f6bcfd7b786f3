import { z } from '@hono/zod-openapi';
import { commonInput, userId } from '../ids.ts';
import type { Calling, Surface } from '../surface.ts';
import { ownStanding, type SagaInput } from './ask.ts';
import { findSaga, listStart, SAGA_SPACE } from './record.ts';
import { checkUser } from './start.ts';
import { type SagaView, STATUSES, shapeSaga, standingOf } from './view.ts';

const MOST_LISTED = 50;
/** Where somebody has more, the older ones of a status are not looked for. */
const MOST_READ = 500;

export const listInput = z.strictObject({
  ...commonInput,
  userId,
  status: z
    .enum(STATUSES)
    .optional()
    .describe('Only those that stand there; abandoned ones are payment_pending'),
});

/** Where a checkout stands, as Stripe has it now. */
export async function readStatus(
  surface: Surface,
  calling: Calling,
  { sagaId }: SagaInput,
): Promise<SagaView> {
  return shapeSaga(await ownStanding(surface, calling, sagaId));
}

/**
 * The checkouts of the caller by the records, the newest first: the latest 50 that stand there, among their latest 500.
 * Asks no provider.
 */
export async function listCheckouts(
  surface: Surface,
  calling: Calling,
  { userId: named, status }: z.output<typeof listInput>,
): Promise<{ readonly checkouts: readonly SagaView[] }> {
  checkUser(calling, named);
  const start = listStart(surface, calling);
  const { tenant } = calling;
  const checkouts: SagaView[] = [];
  const { keys } = await surface.store.list(SAGA_SPACE, { tenant, after: start, limit: MOST_READ });
  for (const key of keys) {
    if (checkouts.length === MOST_LISTED || !key.startsWith(start)) break;
    const saga = await findSaga(surface, calling, key.slice(key.lastIndexOf(':') + 1));
    const view = saga && shapeSaga(await standingOf(surface, saga));
    if (view && (status === undefined || view.status === status)) checkouts.push(view);
  }
  return { checkouts };
}
