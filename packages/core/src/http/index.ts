export { publicError } from '../answer/public-error.ts';
export { type Answer, answerTo, problemAnswer, responseTo } from './answer.ts';
export { type Guard, type GuardedSale, type GuardOptions, guard, type Handler } from './guard.ts';
export { readIdempotencyKey } from './idempotency-key.ts';
export { type Clue, ownerOf } from './owner.ts';
export { railRequest } from './request.ts';
