import { isRailError } from '@railyard/core';
import type { Logger } from 'pino';

/** Logs what the engine came upon and went on without. */
export function report(log: Logger, err: unknown): void {
  if (isRailError(err) && err.code === 'payment_unknown') {
    log.error(
      { payment: err.extras.details },
      'A provider rang about a payment of ours that no record knows.',
    );
    return;
  }
  if (isRailError(err) && err.extras.details?.space !== undefined) {
    const { space, key } = err.extras.details;
    log.error(
      { space, key, failure: named(err.extras.cause) },
      'A record stays due that cannot be worked on.',
    );
    return;
  }
  log.warn({ failure: named(err) }, 'A rail failed; what it was asked for counts as unknown.');
}

/** What failed, without its words: a provider's could hold what only the payer may know. */
export function named(err: unknown): string {
  return isRailError(err) ? err.code : err instanceof Error ? err.name : typeof err;
}
