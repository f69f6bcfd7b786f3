import { describe, it } from 'vitest';
import { testRail } from '../../src/index.ts';
import { hosted, keyed, nonce, noting, referring, ringing, slow, thorough } from './benches.ts';

const SUBJECTS = { keyed, slow, nonce, hosted, thorough, noting, referring, ringing };

describe.each(Object.entries(SUBJECTS))('the %s fake keeps', (_, subject) => {
  testRail({ describe, it }, subject);
});
