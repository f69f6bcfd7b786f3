import { z } from '@hono/zod-openapi';
import { RULINGS } from '@railyard/core/operator';
import { line, text } from '../text.ts';

const about = z.enum(['payment', 'refund', 'fulfilment']);
const time = z.iso.datetime();
const amount = z.int().describe('Minor units.');
const words = z.string().nullable();
const money = z.strictObject({ amount, currency: z.string() }).nullable();

/** A case's id as it is written in an address. */
export const caseParams = z.object({
  case_id: z
    .string()
    .regex(/^[\w-]{1,150}\.[\w-]{1,150}$/)
    .openapi({ example: 'cart_4kPx0Zr8TqYw2Lm6Nv1BcD.att_7oaVCJTguP9MWaqMGHTSHA' }),
});

/** A page of a list; `end` is how a page of it can end. */
function pageInput(end: z.ZodString) {
  return z.strictObject({
    limit: z.int().min(1).max(100).default(50).describe('The most to list.'),
    after: end.optional().describe('`next` of the page before.'),
  });
}

/** When the case was opened, and its id. */
const caseEnd = z.string().regex(/^\d{1,16} [\w-]{1,150}\.[\w-]{1,150}$/);

export const casesInput = pageInput(caseEnd).openapi('ListCases');
export const rulingsInput = pageInput(text(400)).openapi('ListRulings');

export const rulingInput = z
  .strictObject({
    ruling: z.enum(RULINGS).describe('One of the `rulings` of the case.'),
    reference: line(255)
      .optional()
      .describe(
        'The provider’s id of the payment that is `paid` or that `stands`, or of the refund that is `refunded`.',
      ),
    by: line(100).describe('Who decides.'),
    reason: line(1_000).describe('Why; it is kept for good.'),
    insist: z
      .literal(true)
      .optional()
      .describe('To decide although it may turn out otherwise, by all that is known.'),
  })
  .openapi('Ruling');

const caseFields = {
  case_id: z.string(),
  about,
  open_case: words.describe('Why a person has to look. Null once it is closed.'),
  cart_id: z.string(),
  order_id: z.string(),
  seller: z.string(),
  payment_rail: z.string(),
  account: z.string(),
  amount,
  currency: z.string(),
  since: time,
  rulings: z.array(z.enum(RULINGS)).describe('What may be ruled.'),
};

const answer = z
  .strictObject({ state: z.string(), reason: words, reference: words })
  .nullable()
  .describe('An answer of the provider in short.');

const evidence = z
  .strictObject({
    payment: z.strictObject({
      attempt_id: z.string(),
      provider_key: z.string().describe('The idempotency key that the provider knows it by.'),
      state: z.string(),
      payment_rail: z.string(),
      account: z.string(),
      reference: words,
      amount,
      currency: z.string(),
      answer,
      remembered: z.record(z.string(), z.string()),
      created_at: time,
      submitted_at: time.nullable(),
      send_until: time.nullable(),
      credential_until: time.nullable(),
      in_doubt_since: time.nullable(),
      looks: z.int().describe('How often it was looked at.'),
      open_case: words,
      taken: money.describe(
        'What the provider has shown as taken, and neither as the payment nor as come back.',
      ),
    }),
    refund: z
      .strictObject({
        refund_id: z.string(),
        provider_key: z.string(),
        state: z.string(),
        reference: words,
        amount,
        currency: z.string(),
        reason: z.string(),
        submitted_at: time.nullable(),
        looks: z.int(),
        open_case: words,
      })
      .nullable(),
    order_id: words.describe('The order that the cart has, by whichever payment.'),
    provider: z.strictObject({
      asked: z.enum(['answered', 'no_answer', 'rail_not_mounted', 'nothing_sent', 'not_asked']),
      answer,
      fault: words.describe('Why the answer cannot be believed.'),
      taken: money.describe('What it shows as taken and not come back.'),
      refund: words.describe('Where the refund stands, as the provider shows it.'),
    }),
  })
  .describe('What was recorded, and what the provider said when it was asked.');

export const ruledOutput = z
  .strictObject({
    ruling_id: z.string(),
    case_id: z.string(),
    about,
    open_case: z.string(),
    ruling: z.enum(RULINGS),
    reference: words,
    insisted: z.boolean(),
    by: z.string(),
    reason: z.string(),
    at: time,
    became: z.strictObject({ state: z.string(), order_id: words, refund_id: words }),
    evidence,
  })
  .openapi('Ruled');

export const caseOutput = z
  .strictObject({ ...caseFields, evidence, ruled: z.array(ruledOutput) })
  .openapi('Case');

const next = words.describe('Pass as `after` for the next page; null on the last one.');
export const caseList = z
  .strictObject({ cases: z.array(z.strictObject(caseFields)), next })
  .openapi('CaseList');
export const rulingList = z.strictObject({ rulings: z.array(ruledOutput), next }).openapi('RulingList');
