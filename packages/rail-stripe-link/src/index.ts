export type { Returning, StripeLinkOptions } from './options.ts';
export { stripeLink } from './rail.ts';
