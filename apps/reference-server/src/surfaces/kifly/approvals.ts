import { z } from '@hono/zod-openapi';
import { RailError } from '@railyard/core';
import { type Approval, decide, findApproval, isAskedBy, readApproval } from '@railyard/core/spend';
import { addressOutput } from '../../address.ts';
import { once } from '../../approvals/once.ts';
import { type ApprovalShape, shapeApproval } from '../../approvals/shape.ts';
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
    ship_to: addressOutput.nullable().describe('Where it is sent; null for what nobody sends.'),
    merchant_account: z
      .string()
      .nullable()
      .describe('Of what is bought at a merchant elsewhere: the account there in whose name it is bought.'),
    delivery_time: z.iso
      .datetime()
      .nullable()
      .describe('When it is delivered, where a time was chosen; null for as the seller does it.'),
    amount: z.int().describe('What will be paid, in minor units of the currency.'),
    amount_decimal: z.string().describe('The same in the currency itself.'),
    currency: z.string(),
    asked_by: z
      .object({
        kind: z.enum(['api_key', 'app', 'user']),
        id: z.string(),
        name: z.string().nullable().describe('What it calls itself, or is called by its operator.'),
      })
      .nullable()
      .describe('Who wants to pay; null for nobody who is known any more.'),
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
    return { body: await shaped(surface, approval), replayed: false };
  },
});

export const decideApproval = operation({
  name: 'decide_approval',
  title: 'Approve or deny what an agent wants to pay',
  description:
    'For a key with the scope approval:write, and never for the one that wants to pay. The first decision stands: status in the answer tells which. A question that is asked anew is decided under another idempotency key. Approving pays nothing; the agent tries again.',
  input: z.strictObject({ ...approvalParams.shape, decision: z.enum(['approved', 'denied']) }),
  output: approvalOutput,
  scope: 'approval:write',
  async run(surface, calling, { approval_id: id, decision }) {
    const { records } = surface.spending;
    const asked = await findForDecider(surface, calling, id);
    if (await isAskedBy(records, ownerOf(calling), asked)) throw ownPurchase();
    // The question is part of the request: a late retry of one decision makes none about what is asked anew.
    const request = { approval_id: id, decision, expires_at: asked.expiresAt };
    const call = mutationOf(calling, 'approval.decide', request);
    return once(records, call, async () => {
      if (standingAt(asked, records.runtime.now()) === 'expired')
        return { body: await shaped(surface, asked), isDone: false };
      const { tenant, principal: by } = call;
      const decided = await decide(records, tenant, id, { decision, by });
      return { body: await shaped(surface, decided), isDone: true };
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

async function shaped({ spending }: Pick<Surface, 'spending'>, approval: Approval): Promise<ApprovalShape> {
  const { elsewhere } = await spending.payees.of(approval);
  const asker = await spending.asker(approval);
  return shapeApproval(approval, { now: spending.records.runtime.now(), elsewhere, asker });
}
