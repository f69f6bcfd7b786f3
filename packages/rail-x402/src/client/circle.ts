import { RailError } from '@railyard/core/rail';
import type { FacilitatorProfile } from './facilitator.ts';

/** How to reach Circle's facilitator. */
export interface CircleOptions {
  /** Without one it asks for a seller proof, which is yours to add as a header. */
  readonly apiKey?: string;
  /** Another address, such as that of its sandbox. */
  readonly url?: string;
}

const CIRCLE = 'https://api.circle.com/v1/facilitator/x402';

/** The profile of Circle's facilitator, which says later how a payment went. Throws `configuration`; does no I/O. */
export function circle({ apiKey, url = CIRCLE }: CircleOptions = {}): FacilitatorProfile {
  if (apiKey === undefined) return { url, statusPath: 'status' };
  if (apiKey === '') {
    throw new RailError(
      'configuration',
      'The facilitator of Circle has an empty apiKey. Pass one to circle().',
    );
  }
  return { url, statusPath: 'status', headers: () => ({ authorization: `Bearer ${apiKey}` }) };
}
