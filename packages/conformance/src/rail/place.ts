import type {
  ChallengeContext,
  CheckContext,
  Credential,
  PaymentRail,
  RailRequest,
} from '@railyard/core/rail';
import type { Scene } from './scene.ts';

/** Where all this happens. */
export function placeOf({ now }: Pick<Scene, 'now'>): CheckContext {
  return {
    resource: 'https://shop.example/checkout',
    tenant: 'tenant_1',
    principal: 'principal_1',
    scope: 'cart_1',
    mode: 'test',
    now,
  };
}

/** What a challenge is asked with, for a request that brought no credential. */
export function askingOf(scene: Pick<Scene, 'now'>, request: RailRequest = PLAIN): ChallengeContext {
  return { ...placeOf(scene), request, refused: 'payment_required' };
}

/** A request that carries nothing. */
export const PLAIN: RailRequest = {
  method: 'POST',
  url: 'https://shop.example/checkout',
  headers: {},
  meta: {},
  body: new Uint8Array(),
};

/** A credential as `settle` gets it: read back from the store, without the id that the payer gave the request. */
export function storedForm({ fingerprint, payload, facts, expiresAt }: Credential): Credential {
  const kept = JSON.parse(JSON.stringify({ payload, facts })) as Pick<Credential, 'payload' | 'facts'>;
  return { fingerprint, expiresAt, ...kept };
}

/** The credential that a rail finds in a request. Throws when it finds none. */
export function found(rail: PaymentRail, request: RailRequest): Credential {
  const detected = rail.detect(request);
  if (detected === null) throw new Error('detect found no credential in the request that the subject made.');
  if ('refused' in detected) {
    throw new Error(`detect refused the credential that the subject made: ${detected.message}`);
  }
  return detected;
}
