import { hash } from 'node:crypto';
import type { Surface } from '@railyard/conformance/simulation';

/** What histories take from Node. They do no input or output, so nothing in them waits for a turn of the event loop. */
export const surface: Surface = {
  hash: (text) => hash('sha256', text, 'base64url'),
  // Node runs what is set for the next tick once no promise can go on.
  idle: () => new Promise((resolve) => process.nextTick(resolve)),
};
