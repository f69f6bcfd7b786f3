import { type JsonObject, type MutationCall, RailError, type Runtime, type Store } from '@railyard/core';
import { REQUEST_LIFETIME } from '@railyard/core/operator';
import type { Key, Row } from '@railyard/core/store';
import { SPENDING_SPACE } from '../spending/space.ts';

/** What an idempotency key stands for; the answer is null until there is one. */
interface Known<Body> {
  readonly fingerprint: string;
  readonly answer: Body | null;
}

/** What came of the work. */
interface Outcome<Body> {
  readonly body: Body;
  /** False where nothing was done, so that the key stands for nothing. */
  readonly isDone: boolean;
}

/**
 * Does something that may be done twice, and gives its first answer for as long as an idempotency key is known. Throws
 * `idempotency_conflict`, before anything is done, for a key of another request.
 */
export async function once<Body extends JsonObject>(
  { store, runtime }: { readonly store: Store; readonly runtime: Pick<Runtime, 'hash'> },
  { tenant, principal, operation, key, body: asked }: MutationCall,
  work: () => Promise<Outcome<Body>>,
): Promise<{ readonly body: Body; readonly replayed: boolean }> {
  if (key === null) return { body: (await work()).body, replayed: false };
  const name = await runtime.hash(JSON.stringify([tenant, principal, operation, key]));
  const place = { space: SPENDING_SPACE, key: `request:${name}` };
  const fingerprint = await runtime.hash(JSON.stringify(asked));
  const keep = (answer: Body | null): Promise<Body | null> =>
    store.update([place], ([row], now) => {
      const known = row?.value as Known<Body> | undefined;
      if (known && known.fingerprint !== fingerprint) throw conflict();
      if (known?.answer) return { rows: [], result: known.answer };
      const value: Known<Body> = { fingerprint, answer };
      const kept: Row = { value, tenant, state: 'request', due: now + REQUEST_LIFETIME };
      return { rows: [kept], result: answer };
    });

  const before = await keep(null);
  if (before) return { body: before, replayed: true };
  const { body, isDone } = await work();
  if (isDone) return { body: (await keep(body)) ?? body, replayed: false };
  await forget(store, place);
  return { body, replayed: false };
}

/** Drops a key that has no answer. */
async function forget(store: Store, place: Key): Promise<void> {
  await store.update([place], ([row]) => {
    const known = row?.value as Known<JsonObject> | undefined;
    return { rows: known?.answer ? [] : [null], result: null };
  });
}

function conflict(): RailError {
  return new RailError('idempotency_conflict', 'The Idempotency-Key was used for another request.');
}
