import type { Address } from '@railyard/core';
import type { Key, Row } from '@railyard/core/store';
import type { DeliveryOption } from '../../../sellers.ts';
import type { Calling, Surface } from '../surface.ts';
import type { Failure } from './failure.ts';

/**
 * What the checkout engine does not keep of a checkout. Where its payment stands is nowhere but in the record of its
 * cart, and what is set aside for it nowhere but in the inventory.
 */
export interface Saga {
  readonly id: string;
  readonly tenant: string;
  readonly user: string;
  readonly cart: string;
  /** What the user calls the cart, and the key of that name. */
  readonly cartName: string;
  readonly pointer: Key;
  /** Where the confirmation goes; null for nowhere. */
  readonly email: string | null;
  readonly name: string | null;
  /** Where it goes; null where nobody has said. The cart gets it when the order is made. */
  readonly shipTo: Address | null;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** How often it was begun. */
  readonly run: number;
  /** The ways to deliver that the buyer has chosen, the latest last. */
  readonly choices: readonly Choice[];
  /** Why the present run has failed; null while it has not. A payment counts for more. */
  readonly failure: Failure | null;
  readonly confirmation: Confirmation;
  /** Whether all is done that follows a payment. */
  readonly isDone: boolean;
}

/** A way to deliver, and the first version of the cart that may have its price. */
export interface Choice {
  readonly from: number;
  readonly option: DeliveryOption;
}

/** The letter that says that it is bought. */
export interface Confirmation {
  readonly state: 'due' | 'sent' | 'none';
  readonly tries: number;
  /** Until when some worker is sending it; null when none is. */
  readonly busyUntil: number | null;
}

/** The store's space for sagas, and for the list that each user has of theirs. */
export const SAGA_SPACE = 'saga';

/** Milliseconds. So long a checkout waits for a page to be opened. */
export const PATIENCE = 24 * 3_600_000;

export function sagaKey(tenant: string, id: string): Key {
  return { space: SAGA_SPACE, key: `one:${tenant}:${id}` };
}

export function sagaRow(saga: Saga, due: number | null): Row<Saga> {
  const state = saga.isDone ? 'done' : saga.failure ? 'failed' : 'open';
  return { value: saga, tenant: saga.tenant, state, due };
}

/** The saga of this user. Null for another's, and another tenant's. */
export async function findSaga(
  { store }: Pick<Surface, 'store'>,
  { tenant, user }: Pick<Calling, 'tenant' | 'user'>,
  id: string,
): Promise<Saga | null> {
  const saga = await store.get<Saga>(SAGA_SPACE, sagaKey(tenant, id).key);
  return saga?.user === user ? saga : null;
}

/** What a saga becomes, and when it wants attention: as before unless it says otherwise. */
export interface SagaChange {
  readonly saga: Saga;
  readonly due?: number | null;
}

/** Changes a saga in one write; null leaves it as it is. Resolves with what it is then. */
export function changeSaga(
  { store }: Pick<Surface, 'store'>,
  { tenant, id }: Pick<Saga, 'tenant' | 'id'>,
  change: (saga: Saga, now: number, due: number | null) => SagaChange | null,
): Promise<Saga | null> {
  return store.update([sagaKey(tenant, id)], ([row], now) => {
    const before = (row?.value as Saga | undefined) ?? null;
    const after = before && change(before, now, row?.due ?? null);
    if (!row || !after) return { rows: [], result: before };
    const { saga, due = row.due } = after;
    return { rows: [sagaRow(saga, due)], result: saga };
  });
}

/** Above the milliseconds of any saga. */
const END_OF_TIME = 10 ** 13 - 1;

/** Where the sagas of a user begin in the list, which has the newest first. */
export function listStart(
  { hash }: Pick<Surface, 'hash'>,
  { tenant, user }: Pick<Calling, 'tenant' | 'user'>,
): string {
  return `of:${tenant}:${hash(user)}:`;
}

export function listKey(surface: Pick<Surface, 'hash'>, saga: Saga): Key {
  const left = String(END_OF_TIME - saga.startedAt).padStart(13, '0');
  return { space: SAGA_SPACE, key: `${listStart(surface, saga)}${left}:${saga.id}` };
}
