import type { RailRequest } from '@railyard/core/rail';
import { createAuthentic } from './check.ts';
import { createDetect } from './detect.ts';
import type { Settings } from './options.ts';
import { type Purpose, readPurpose } from './wire/opaque.ts';

/**
 * What a challenge was issued to. `cart` is the scope that it was given; `resource` is a digest where the address was
 * over 1,024 characters.
 */
export type Bound = Pick<Purpose, 'tenant' | 'principal' | 'cart' | 'resource'>;

/**
 * Reads what the credential in a request was issued to, expired or not; null unless its challenge was signed here. For
 * a platform whose API key stands where the credential now does. It tells who asked for the challenge, and that whoever
 * holds it was given it by them.
 */
export function createBound(settings: Settings): (request: RailRequest) => Bound | null {
  const detect = createDetect(settings);
  const isOurs = createAuthentic(settings);

  return (request) => {
    const found = detect(request);
    if (!found || 'refused' in found || found.payload.form === 'raw') return null;
    const { challenge } = found.payload;
    const purpose = challenge.opaque !== null && isOurs(challenge) ? readPurpose(challenge.opaque) : null;
    if (!purpose) return null;
    const { tenant, principal, cart, resource } = purpose;
    return { tenant, principal, cart, resource };
  };
}
