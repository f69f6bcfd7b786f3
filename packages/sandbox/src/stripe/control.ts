import type { Context, Hono } from 'hono';
import { parseMs, parseText, parseWebhookFault } from '../faults/parse.ts';
import type { OnNode } from '../mount.ts';
import { openControl } from '../provider/control.ts';
import { StripeError } from './errors.ts';
import { addIssuingControl } from './issuing/control.ts';
import { parseFinish, parseRefundFinish, parseStripeOrder, parseVisit } from './parse.ts';
import type { StoredStripe } from './stored.ts';

/** How a test tells the local Stripe to misbehave, and plays the bank and the payer. */
export function createStripeControl(
  { stripe, save }: StoredStripe,
  read: (c: Context) => Promise<unknown>,
): Hono<OnNode> {
  const control = openControl(save, read, (error) => error instanceof StripeError);
  const { app, tell } = control;
  tell('/', (body) => {
    const { call, ...fault } = parseStripeOrder(body);
    stripe.fault(call, fault);
  });
  tell('/webhooks', (body) => stripe.webhooks(parseWebhookFault(body)));
  tell('/lag', (body) => stripe.searchLag(parseMs(body)));
  tell('/listen', (body) => stripe.listen(parseText(body, 'url')));
  tell('/finish', (body) => {
    const { intent, outcome } = parseFinish(body);
    stripe.finish(intent, outcome);
  });
  tell('/refund', (body) => {
    const { refund, outcome } = parseRefundFinish(body);
    stripe.finishRefund(refund, outcome);
  });
  tell('/dispute', (body) => ({ dispute: stripe.dispute(parseText(body, 'intent')) }));
  tell('/visit', (body) => {
    const { session, action, ...entry } = parseVisit(body);
    return stripe.visit(session, action, entry);
  });
  addIssuingControl(control, stripe.issuing);
  app.get('/calls', (c) => c.json({ calls: stripe.calls() }));
  return app;
}
