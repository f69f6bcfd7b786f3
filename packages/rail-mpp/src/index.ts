export type { Bound } from './bound.ts';
export type { Connect, MppOptions } from './options.ts';
export { type MppRail, mpp } from './rail.ts';
export { prefers } from './wire/accept-payment.ts';
export { type Issued, readChallenge } from './wire/challenge.ts';
export type { Echo, Presented, Raw, Standard } from './wire/credential.ts';
