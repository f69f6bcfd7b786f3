import { z } from '@hono/zod-openapi';
import { RailError, toDecimal } from '@railyard/core';
import { type Approval, decide, findApproval, isAskedBy, readApproval } from '@railyard/core/spend';
import { once } from '../../approvals/once.ts';
import { standingAt } from '../../approvals/view.ts';
import { approvalParams } from './ids.ts';
import { operation } from './operation.ts';
import { type Calling, mutationOf, ownerOf, type Surface } from './surface.ts';

const approvalOutput = z
  .object({
    approval_id: z.string(),
    status: z
      .enum(['asked', 'approved', 'denied', 'used', 'expired'])
      .describe('used: it is paid. expired: send the checkout again, and a person is asked anew.'),
    cart_id: z.string(),
    seller_handle: z.string(),
    items: z.array(
      z.object({
        variant_id: z.string(),
        title: z.string(),
        quantity: z.int(),
        unit_price_cents: z.int(),
      }),
    ),
    subtotal_cents: z.int(),
    delivery_fee_cents: z.int(),
    tip_cents: z.int(),
    amount: z.int().describe('What will be paid, in minor units of the currency.'),
    amount_decimal: z.string().describe('The same in the currency itself.'),
    currency: z.string(),
    expires_at: z.iso.datetime().describe('When the question, or the approval, ends.'),
    decided_at: z.iso.datetime().nullable(),
  })
  .openapi('Approval');

export const getApproval = operation({
  name: 'get_approval',
  title: 'Read an approval',
  description:
    'Where an approval stands that a checkout of yours needs: asked, approved, denied, used or expired. Read it once a minute. When it is approved, send the same checkout again, with the same key: approving pays nothing by itself.',
  input: z.strictObject(approvalParams.shape),
  output: approvalOutput,
  scope: 'checkout:read',
  async run(surface, calling, { approval_id: id }) {
    const approval = mayDecide(calling)
      ? await findForDecider(surface, calling, id)
      : await readApproval(surface.spending.records, ownerOf(calling), id);
    return { body: shapeApproval(approval, surface.spending.records.runtime.now()), replayed: false };
  },
});

export const decideApproval = operation({
  name: 'decide_approval',
  title: 'Approve or deny what an agent wants to pay',
  description:
    'For a key with the scope approval:write, and never for the one that wants to pay. The first decision stands: status in the answer tells which. Approving pays nothing; the agent tries again.',
  input: z.strictObject({ ...approvalParams.shape, decision: z.enum(['approved', 'denied']) }),
  output: approvalOutput,
  scope: 'approval:write',
  async run(surface, calling, { approval_id: id, decision }) {
    const { records } = surface.spending;
    const asked = await findForDecider(surface, calling, id);
    if (await isAskedBy(records, ownerOf(calling), asked)) throw ownPurchase();
    const call = mutationOf(calling, 'approval.decide', { approval_id: id, decision });
    return once(records, call, async () => {
      const now = records.runtime.now();
      if (standingAt(asked, now) === 'expired') return shapeApproval(asked, now);
      const { tenant, principal: by } = call;
      return shapeApproval(await decide(records, tenant, id, { decision, by }), now);
    });
  },
});

function mayDecide({ caller }: Calling): boolean {
  return caller.scopes.includes('approval:write');
}

/** Any of the tenant, or of the one seller that the key is for. */
async function findForDecider(
  { spending }: Pick<Surface, 'spending'>,
  { caller: { tenant, seller } }: Calling,
  id: string,
): Promise<Approval> {
  const approval = await findApproval(spending.records, tenant, id);
  if (approval && (seller === null || seller === approval.purchase.seller)) return approval;
  throw new RailError('not_found', 'There is no such approval to decide about.');
}

function ownPurchase(): RailError {
  return new RailError('denied', 'Nobody approves what they want to pay themselves. Nothing was decided.', {
    details: { reason: 'own_purchase' },
    nextAction: 'Leave it to whoever was asked.',
  });
}

/** An approval as programs are told. */
export function shapeApproval(approval: Approval, now: number): z.output<typeof approvalOutput> {
  const { id, purchase, expiresAt, decided } = approval;
  const { cart, seller, lines, subtotal, deliveryFee, tip, total } = purchase;
  return {
    approval_id: id,
    status: standingAt(approval, now),
    cart_id: cart,
    seller_handle: seller,
    items: lines.map(({ variant, title, quantity, unitAmount }) => ({
      variant_id: variant,
      title,
      quantity,
      unit_price_cents: unitAmount,
    })),
    subtotal_cents: subtotal,
    delivery_fee_cents: deliveryFee,
    tip_cents: tip,
    amount: total.amount,
    amount_decimal: toDecimal(total),
    currency: total.currency,
    expires_at: new Date(expiresAt).toISOString(),
    decided_at: decided && new Date(decided.at).toISOString(),
  };
}
