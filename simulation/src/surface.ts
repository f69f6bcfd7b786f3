import { hash } from 'node:crypto';
import type { Surface } from '@railyard/conformance/simulation';

const TURN_EVERY = 16;
let idles = 0;

/** What histories take from Node. They do no input or output, so nothing in them waits for a turn of the event loop. */
export const surface: Surface = {
  hash: (text) => hash('sha256', text, 'base64url'),
  // Node runs what is set for the next tick once no promise can go on, which is quick. Only in a turn does it see a
  // rejection that nobody has handled by then.
  idle: () =>
    new Promise((resolve) => {
      idles += 1;
      if (idles % TURN_EVERY === 0) setImmediate(resolve);
      else process.nextTick(resolve);
    }),
};
