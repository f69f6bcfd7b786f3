import { RailError } from '@railyard/core';
import { REQUEST_LIFETIME } from '@railyard/core/operator';
import type { Key, Row } from '@railyard/core/store';
import type { Secret } from './secret.ts';
import { passingKey } from './spaces.ts';

/** One change that an API key asks for, under an idempotency key if it has sent one. */
export interface Asking {
  readonly tenant: string;
  /** The id of the API key. */
  readonly principal: string;
  readonly operation: string;
  readonly key: string | null;
  /** All that was asked for. */
  readonly contents: readonly (string | null)[];
}

/** What an idempotency key stands for. */
export interface AskedBefore {
  readonly fingerprint: string;
  readonly at: number;
  readonly isDone: boolean;
  /** The token that was given, sealed; null where none was. */
  readonly sealed: string | null;
}

/** An asking under an idempotency key, by its key in the store. */
export interface Named {
  readonly key: Key;
  readonly fingerprint: string;
}

/** Milliseconds. One that has begun longer ago, and is not done, has been given up. */
const PATIENCE = 60_000;

/** The request that an asking is; null without an idempotency key. */
export function namedRequest(secret: Secret, asking: Asking): Named | null {
  const { tenant, principal, operation, key, contents } = asking;
  if (key === null) return null;
  return {
    key: passingKey('request', secret.hash('request', tenant, principal, operation, key)),
    fingerprint: secret.hash('contents', ...contents),
  };
}

/** What was asked before under this key and is done; null when nothing was. Throws when the key cannot be used now. */
export function doneBefore(
  named: Named | null,
  row: Row | null | undefined,
  now: number,
): AskedBefore | null {
  const known = row?.value as AskedBefore | undefined;
  if (!known || !named) return null;
  if (known.fingerprint !== named.fingerprint) {
    throw new RailError('idempotency_conflict', 'The Idempotency-Key was used for another request.', {
      nextAction: 'Use a new Idempotency-Key for a new request.',
    });
  }
  if (known.isDone) return known;
  if (now - known.at >= PATIENCE) return null;
  throw new RailError('idempotency_in_flight', 'The same request is still being answered.', {
    retryAfter: 1,
  });
}

/** The row that keeps what an idempotency key stands for. */
export function requestRow(
  { tenant }: Pick<Asking, 'tenant'>,
  { fingerprint }: Named,
  now: number,
  rest: Pick<AskedBefore, 'isDone' | 'sealed'>,
): Row<AskedBefore> {
  const state = rest.isDone ? 'done' : 'open';
  return { value: { fingerprint, at: now, ...rest }, tenant, state, due: now + REQUEST_LIFETIME };
}
