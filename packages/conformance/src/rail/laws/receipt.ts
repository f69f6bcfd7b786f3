import type { Purchase, Receipt } from '@railyard/core/rail';
import { paidOn } from '../course.ts';
import type { Scene } from '../scene.ts';

/** The receipt of a purchase that is paid. */
export async function receiptOf(scene: Scene, purchase: Purchase): Promise<Receipt> {
  const attempt = await paidOn(scene, purchase);
  const answer = await attempt.status();
  if (answer.state !== 'paid') throw new Error('status does not say paid of a payment that is.');
  return answer.receipt;
}
