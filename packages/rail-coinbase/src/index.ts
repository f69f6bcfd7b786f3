export type { CoinbaseOptions, Returning } from './options.ts';
export { coinbase } from './rail.ts';
