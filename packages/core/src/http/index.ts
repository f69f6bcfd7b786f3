export { type Answer, answerTo, problemAnswer, publicError, responseTo } from './answer.ts';
export { type Guard, type GuardedSale, type GuardOptions, guard, type Handler } from './guard.ts';
export { readIdempotencyKey } from './idempotency-key.ts';
export { railRequest } from './request.ts';
