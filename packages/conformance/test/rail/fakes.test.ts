import { describe, it } from 'vitest';
import { testRail } from '../../src/index.ts';
import { hosted, keyed, nonce, noting, referring, slow, thorough } from './benches.ts';

const SUBJECTS = { keyed, slow, nonce, hosted, thorough, noting, referring };

describe.each(Object.entries(SUBJECTS))('the %s fake keeps', (_, subject) => {
  testRail({ describe, it }, subject);
});
