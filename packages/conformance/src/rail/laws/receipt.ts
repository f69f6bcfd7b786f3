import type { Purchase, Receipt } from '@railyard/core/rail';
import { beginGood, paidBy } from '../course.ts';
import type { Scene } from '../scene.ts';

/** The receipts of a purchase that is paid: the one that its payer gets, and what status gives later. */
export async function receiptsOf(scene: Scene, purchase: Purchase): Promise<readonly Receipt[]> {
  const attempt = await beginGood(scene, purchase);
  const first = await paidBy(scene, attempt);
  const later = await attempt.status();
  if (later.state !== 'paid') throw new Error('status does not say paid of a payment that is.');
  return [first.receipt, later.receipt];
}
