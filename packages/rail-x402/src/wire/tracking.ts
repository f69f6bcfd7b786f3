import { isMembers, readBytes32 } from './fields.ts';

/** Where a facilitator says that a payment stands, which it was sent earlier. */
export interface Tracked {
  readonly at: 'pending' | 'completed' | 'failed' | 'unclear';
  /** The transaction that holds it, as far as it says. */
  readonly transaction: string | null;
}

/** Reads what `GET /status/{paymentId}` answers. */
export function readTracked(value: unknown): Tracked {
  if (!isMembers(value)) return { at: 'unclear', transaction: null };
  const transaction = readBytes32(value.transaction);
  const { status } = value;
  return status === 'pending' || status === 'completed' || status === 'failed'
    ? { at: status, transaction }
    : { at: 'unclear', transaction: null };
}
