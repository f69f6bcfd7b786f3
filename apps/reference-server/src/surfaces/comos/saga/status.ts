import { z } from '@hono/zod-openapi';
import { commonInput, userId } from '../ids.ts';
import type { Calling, Surface } from '../surface.ts';
import { ownStanding, type SagaInput } from './ask.ts';
import { findSaga, listStart, SAGA_SPACE } from './record.ts';
import { checkUser } from './start.ts';
import { type SagaView, STATUSES, shapeSaga, standingOf } from './view.ts';

const MOST_LISTED = 50;

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

/** The checkouts of the caller by the records, the newest first: the latest 50. Asks no provider. */
export async function listCheckouts(
  surface: Surface,
  calling: Calling,
  { userId: named, status }: z.output<typeof listInput>,
): Promise<{ readonly checkouts: readonly SagaView[] }> {
  checkUser(calling, named);
  const start = listStart(surface, calling);
  const { tenant } = calling;
  const { keys } = await surface.store.list(SAGA_SPACE, { tenant, after: start, limit: MOST_LISTED });
  const ids = keys.filter((key) => key.startsWith(start)).map((key) => key.slice(key.lastIndexOf(':') + 1));
  const checkouts: SagaView[] = [];
  for (const id of ids) {
    const saga = await findSaga(surface, calling, id);
    if (saga) checkouts.push(shapeSaga(await standingOf(surface, saga)));
  }
  return { checkouts: checkouts.filter((one) => status === undefined || one.status === status) };
}
