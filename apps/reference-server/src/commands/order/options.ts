import { z } from 'zod';
import { only, readAs } from '../../read-as.ts';
import { amountInput, nameInput } from '../../sellers/input.ts';
import { line } from '../../text.ts';

/** In which an order can be listed. */
export const STATES = [
  'paid',
  'case',
  'pending',
  'submitted',
  'action_required',
  'created',
  'declined',
  'expired',
  'cancelled',
  'referred',
] as const;

const LIMIT = 'Write a whole number from 1 to 10000';
const AMOUNT = 'Write a whole number of minor units from 1, such as 500';
const digits = z.string().regex(/^\d+$/, AMOUNT).transform(Number);

const filterInput = only(
  {
    tenant: nameInput,
    seller: nameInput.optional(),
    state: z.enum(STATES, { error: `Write one of ${STATES.join(', ')}` }).optional(),
    limit: z.coerce
      .number({ error: LIMIT })
      .int({ error: LIMIT })
      .min(1, { error: LIMIT })
      .max(10_000, { error: LIMIT })
      .default(50),
  },
  'Write options',
);

export type Filter = z.output<typeof filterInput>;

const refundInput = only(
  {
    tenant: nameInput,
    reason: line(200, 'Write a few words'),
    amount: digits.pipe(amountInput(1)).optional(),
    key: line(100, 'Write a name for the refund').optional(),
  },
  'Write options',
);

/** Which orders these options list. Throws a sentence that names the one with a mistake. */
export function readFilter(set: object): Filter {
  return readAs(filterInput, set, optionAt);
}

/** The refund that these options ask for. Throws a sentence that names the one with a mistake. */
export function readRefund(set: object): z.output<typeof refundInput> {
  return readAs(refundInput, set, optionAt);
}

function optionAt([name]: readonly PropertyKey[]): string {
  return `--${String(name)}`;
}
