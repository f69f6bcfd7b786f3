import { z } from '@hono/zod-openapi';
import { TOKEN_STATUSES } from './buyer-token.ts';

const itemOutput = z.looseObject({
  variant_id: z.string(),
  title: z.string(),
  quantity: z.int(),
  link: z
    .string()
    .nullable()
    .describe('Where the buyer finds it; null where the storefront is all there is.'),
});

/** A hand-off as the API shows it: no order, and nothing was paid. */
export const handoffOutput = z
  .looseObject({
    payment_rail: z.string(),
    status: z.literal('referred'),
    handoff: z.looseObject({
      seller: z.looseObject({ handle: z.string(), name: z.string(), storefront_url: z.string() }),
      items: z.array(itemOutput),
    }),
    disclaimer: z.string().nullable().describe('To be relayed word for word.'),
    referral_id: z.string().nullable(),
    amount: z.int(),
    subtotal_cents: z.int(),
    delivery_fee_cents: z.int(),
    currency: z.string(),
    buyer_token_status: z.enum(TOKEN_STATUSES),
  })
  .openapi('HandedOver');
