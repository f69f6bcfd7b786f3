import type { CartRecord } from '../../record.ts';
import type { Store } from '../../store.ts';
import type { RulingCall } from './rule.ts';
import { type Subject, subjectsIn } from './subject.ts';

const BATCH = 500;

/**
 * Whether the reference of a ruling is that of another payment of the tenant, or of another refund, whichever it is
 * about. A payment that settled by itself claims none, so every cart is read.
 */
export async function isOfAnother(
  store: Pick<Store, 'get' | 'list'>,
  subject: Subject,
  { tenant, reference }: Pick<RulingCall, 'reference' | 'tenant'>,
): Promise<boolean> {
  if (reference === undefined) return false;
  for (let after: string | undefined; ; ) {
    const { keys, next } = await store.list('cart', { tenant, limit: BATCH, ...(after && { after }) });
    const records = await Promise.all(keys.map((key) => store.get<CartRecord>('cart', key)));
    if (records.some((record) => record && bears(record, reference, subject))) return true;
    if (next === null) return false;
    after = next;
  }
}

function bears(record: CartRecord, reference: string, subject: Subject): boolean {
  return subjectsIn(record).some((one) => {
    if (one.about === 'payment' && subject.about === 'payment')
      return one.attempt.reference === reference && one.attempt.id !== subject.attempt.id;
    return (
      one.about === 'refund' &&
      subject.about === 'refund' &&
      one.refund.reference === reference &&
      one.refund.id !== subject.refund.id
    );
  });
}
