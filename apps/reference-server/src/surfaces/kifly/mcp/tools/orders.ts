import { z } from '@hono/zod-openapi';
import { orderParams } from '../../ids.ts';
import { findOrder, type orderOutput } from '../../orders.ts';
import { READS, told, tool } from '../tool.ts';

export const orderStatusTool = tool({
  name: 'order_status',
  title: 'Read an order',
  description:
    'Tells where a payment stands, by the session_id of its page or by an order_id. While it is uncertain the provider is asked. Poll it every 5 seconds while the status is action_required (the user has not paid on the page yet) or pending (the payment is on its way, so do not pay again). paid, shipped, delivered: it is bought; once shipped, carrier and tracking_number are there if the seller has told them. unpaid: nothing was paid, so checkout again. refund_due, refunded: the money goes back.',
  input: z.strictObject({
    session_id: orderParams.shape.order_id.describe('The session_id or the order_id that checkout gave you.'),
  }),
  annotations: { ...READS, openWorldHint: true },
  scope: 'checkout:read',
  async run(surface, calling, { session_id }) {
    const order = await findOrder(surface, calling, session_id);
    return told(TOLD[order.status], order);
  },
});

const TOLD: Readonly<Record<z.output<typeof orderOutput>['status'], string>> = {
  unpaid: 'Nothing has been paid. Call checkout to buy the cart.',
  action_required: 'Not paid yet: the user pays at payment_url. Ask again in 5 seconds.',
  pending: 'The payment is on its way. Do not pay again; ask again in 5 seconds.',
  paid: 'Paid. There is nothing left to do.',
  shipped: 'Paid, and on its way. Tell the user the carrier and the tracking_number, where they are given.',
  delivered: 'Paid, and delivered. There is nothing left to do.',
  referred: 'The user was handed over to the seller’s own site. Nothing is known of an order there.',
  refund_due: 'The payment is being given back.',
  refunded: 'The payment was given back.',
};
