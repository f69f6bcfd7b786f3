import type { Mode } from '@railyard/core';
import { coinbase } from '@railyard/rail-coinbase';
import { stripeLink } from '@railyard/rail-stripe-link';
import type { Secrets } from './secrets.ts';

/** Makes a rail of these secrets, which asks nobody. Throws `configuration` when none can be made. */
export function tryOut(secrets: Secrets, mode: Mode): void {
  if (secrets.provider === 'stripe') {
    const { secretKey, webhookSecrets } = secrets;
    stripeLink({ secretKey, webhookSecrets, returnUrl });
  }
  if (secrets.provider === 'coinbase') {
    const { keyId, keySecret, webhookSecrets } = secrets;
    coinbase({ mode, keyId, keySecret, webhookSecrets, returnUrl });
  }
}

function returnUrl(): string {
  return 'https://nowhere.invalid';
}
