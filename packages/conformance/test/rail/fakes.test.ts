import { describe, it } from 'vitest';
import { testRail } from '../../src/index.ts';
import { hosted, keyed, nonce, noting, referring, thorough } from './benches.ts';

const SUBJECTS = { keyed, nonce, hosted, thorough, noting, referring };

describe.each(Object.entries(SUBJECTS))('the %s fake keeps', (_, subject) => {
  testRail({ describe, it }, subject);
});
