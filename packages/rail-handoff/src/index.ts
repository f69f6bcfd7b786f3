export type { LinkOptions } from './link-options.ts';
export { createLinks, type Followed, type Links, type Minted, type Target } from './links.ts';
export type { HandoffOptions, HandoffSeller } from './options.ts';
export { handoff } from './rail.ts';
export type { Storefront } from './storefront.ts';
export type { Claims } from './wire/token.ts';
