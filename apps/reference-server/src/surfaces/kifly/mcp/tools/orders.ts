import { z } from '@hono/zod-openapi';
import { READS, told } from '../../../../tools/result.ts';
import { orderParams } from '../../ids.ts';
import { findOrder } from '../../orders.ts';
import { orderWords } from '../order-words.ts';
import { tool } from '../tool.ts';

export const orderStatusTool = tool({
  name: 'order_status',
  title: 'Read an order',
  description:
    'Tells where a payment stands, and the parcel, by an order_id or by any session_id that you were given. While it is uncertain the provider is asked. Poll it every 5 seconds while the status is action_required (the page at payment_url is open, and the user has not paid on it yet) or pending (the payment is on its way, so do not pay again; some ways to pay take days, so stop polling after a minute). paid, shipped, delivered: it is bought; once shipped, carrier and tracking_number are there if the seller has told them. unpaid: nothing was paid and no page is open, so checkout again. refund_due, refunded: the money goes back.',
  input: z.strictObject({
    session_id: orderParams.shape.order_id.describe('The session_id or the order_id that checkout gave you.'),
  }),
  annotations: { ...READS, openWorldHint: true },
  scope: 'checkout:read',
  async run(surface, calling, { session_id }) {
    const order = await findOrder(surface, calling, session_id);
    return told(orderWords(order), order);
  },
});
