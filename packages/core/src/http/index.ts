export { type Answer, answerTo, problemAnswer, publicError } from './answer.ts';
export { readIdempotencyKey } from './idempotency-key.ts';
export { railRequest } from './request.ts';
