import type { PaymentRail } from '@railyard/core/rail';

/** Why a law has nothing to say about a rail of this shape, or null. */
export type Shape = (rail: PaymentRail) => string | null;

export const anyRail: Shape = () => null;

export const byAgents: Shape = ({ manifest: { payer } }) => {
  if (payer === 'agent') return null;
  return payer === 'human' ? 'A person pays on it, without a credential.' : 'The platform pays on it.';
};

/** Rails whose payment is made, or not, while `settle` is asked. */
export const withoutPerson: Shape = ({ manifest }) =>
  manifest.payer === 'human' ? 'A person pays on it, in their own time.' : null;

export const takesMoney: Shape = (rail) =>
  rail.manifest.payer !== 'human' || rail.cancel
    ? null
    : 'It refers the buyer to another site and takes no money.';

export const withPage: Shape = (rail) => {
  if (rail.manifest.payer !== 'human') return 'No person pays on it, on a page.';
  return rail.cancel ? null : 'It has no page: it has no "cancel".';
};

export const withReferral: Shape = (rail) => (takesMoney(rail) === null ? 'It takes money itself.' : null);

/** Provider calls that need an idempotency key; a credential that only works once needs none beside it. */
export const withKey: Shape = (rail) =>
  takesMoney(rail) ??
  (rail.manifest.payer === 'agent' && rail.manifest.keyLifetime === null
    ? 'Its provider tells payments apart by their credential: its "keyLifetime" is null.'
    : null);

/** Rails that give back any part of a payment. */
export const inParts: Shape = (rail) =>
  having('refund')(rail) ??
  (rail.manifest.refunds === 'whole' ? 'It gives a payment back as a whole or not at all.' : null);

/** Rails that have this member. */
export function having(
  ...members: readonly ('accepts' | 'cancel' | 'check' | 'prepare' | 'refund' | 'webhook')[]
): Shape {
  return (rail) => {
    const absent = members.find((member) => !rail[member]);
    return absent === undefined ? null : `It has no "${absent}".`;
  };
}
