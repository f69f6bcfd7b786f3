export { subtotalOf, totalOf } from '../cart.ts';
export { createCart } from './create.ts';
export { editCart } from './edit.ts';
export { readCart } from './read.ts';
export type { CartCall } from './write.ts';
