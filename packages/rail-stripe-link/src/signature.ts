import Stripe from 'stripe';

/** Seconds between Stripe's clock when it signed, and ours. */
const TOLERANCE = 300;
// Each byte counts: one that is no UTF-8, or a mark at the beginning, is not passed over.
const exact = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A webhook as it came. */
export interface Signed {
  readonly signature: unknown;
  readonly body: Uint8Array;
}

/** The text that Stripe signed with one of these secrets within five minutes of now; null when it did not. */
export async function signedText(
  secrets: readonly string[],
  { signature, body }: Signed,
  now: number,
): Promise<string | null> {
  const { signature: verifier } = Stripe.webhooks;
  if (typeof signature !== 'string' || !verifier || isEarly(signature, now)) return null;
  const subtle = Stripe.createSubtleCryptoProvider();
  for (const secret of secrets) {
    try {
      const text = exact.decode(body);
      if (await verifier.verifyHeaderAsync(text, signature, secret, TOLERANCE, subtle, now)) return text;
    } catch {
      // It throws for whatever is not well signed, in more ways than one.
    }
  }
  return null;
}

/** Whether the one time that is signed is none, or to come: Stripe's own check is of those that have passed. */
function isEarly(signature: string, now: number): boolean {
  const [time = '', ...others] = signature.split(',').filter((part) => part.startsWith('t='));
  const seconds = Number(/^t=(\d{1,12})$/.exec(time)?.[1]);
  return others.length > 0 || !(seconds <= Math.floor(now / 1_000) + TOLERANCE);
}
