import { RailError } from '@railyard/core';
import type { Calling, Surface } from '../surface.ts';
import { answered, checkStatus, ownStanding, type SagaInput } from './ask.ts';
import { isRetryable } from './failure.ts';
import { changeSaga, PATIENCE } from './record.ts';
import { runTo } from './run.ts';
import { failureOf, type SagaView } from './view.ts';

/** Begins a checkout anew that has failed through nobody's fault who could mend the cart. */
export async function retryCheckout(
  surface: Surface,
  calling: Calling,
  { sagaId }: SagaInput,
): Promise<SagaView> {
  const standing = await ownStanding(surface, calling, sagaId);
  checkStatus(standing, ['failed', 'compensated']);
  const failure = failureOf(standing);
  if (failure && !isRetryable(failure.code)) throw final(failure.code);
  const { run } = standing.saga;
  const saga = await changeSaga(surface, standing.saga, (before, now) =>
    before.run === run && !before.isDone
      ? { saga: { ...before, run: run + 1, failure: null }, due: now + PATIENCE }
      : null,
  );
  const begun = saga ?? standing.saga;
  return answered(surface, begun, async () => {
    await runTo(surface, begun);
    return null;
  });
}

function final(code: string): RailError {
  return new RailError('validation', `A checkout that has failed by ${code} is not retried.`, {
    details: { code, retryable: false },
    nextAction: 'Mend what it names, in the cart or in the address, and call checkout_start.',
  });
}
