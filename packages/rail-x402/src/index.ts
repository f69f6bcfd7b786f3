export type { AuthorizationKey, ChainReader } from './chain/reader.ts';
export type { Facilitator } from './client.ts';
export type { NetworkName } from './networks.ts';
export type { X402Options } from './options.ts';
export type { Link } from './post.ts';
export { x402 } from './rail.ts';
export type { AuthorizationEvent, Block, Log, TransactionReceipt } from './wire/node.ts';
export type { Authorization, Payment } from './wire/payment.ts';
export type { Requirement } from './wire/requirement.ts';
