import type { Calling, Surface } from '../surface.ts';
import { answered, checkStatus, currentStanding, ownSaga, type SagaInput } from './ask.ts';
import { openPage } from './pay.ts';
import { runTo } from './run.ts';
import { type SagaView, shapeSaga } from './view.ts';

/** Opens the page of Stripe's where the customer pays; one that is open is given again, and none opened beside a doubt. */
export async function createSession(
  surface: Surface,
  calling: Calling,
  { sagaId }: SagaInput,
): Promise<SagaView> {
  const saga = await ownSaga(surface, calling, sagaId);
  const standing = await currentStanding(surface, saga);
  checkStatus(standing, ['pending', 'payment_pending']);
  if (standing.page || !standing.isSure) return shapeSaga(standing);
  return answered(surface, saga, async () => {
    await runTo(surface, saga);
    return openPage(surface, saga);
  });
}
