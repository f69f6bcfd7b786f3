import { RULINGS } from '@railyard/core/operator';
import { z } from 'zod';
import { only, readAs } from '../../read-as.ts';
import { nameInput } from '../../sellers/input.ts';
import { line } from '../../text.ts';

const rulingInput = only(
  {
    tenant: nameInput,
    ruling: z.enum(RULINGS, { error: `Write one of ${RULINGS.join(', ')}` }),
    by: line(100, 'Write who decides'),
    reason: line(1_000, 'Write a few words'),
    reference: line(255, "Write the provider's id").optional(),
    key: line(100, 'Write a name for the ruling').optional(),
    insist: z.boolean(),
  },
  'Write options',
);

/** The ruling that these options make. Throws a sentence that names the one with a mistake. */
export function readRuling(set: object) {
  const { reference, ...rest } = readAs(rulingInput, set, ([name]) => `--${String(name)}`);
  return { ...rest, ...(reference !== undefined && { reference }) };
}
