import { type Context, Hono } from 'hono';
import { refused } from '../faults/shape.ts';
import type { OnNode } from '../mount.ts';
import type { Save } from '../save.ts';
import { StripeError } from './errors.ts';
import type { OpenStripe } from './local.ts';
import {
  parseFinish,
  parseLag,
  parseRefundFinish,
  parseStripeOrder,
  parseText,
  parseWebhookFault,
} from './parse.ts';

type Told = (body: unknown) => object | void;

/** How a test tells the local Stripe to misbehave, and plays the bank and the payer. */
export function createStripeControl(
  stripe: OpenStripe,
  save: Save,
  read: (c: Context) => Promise<unknown>,
): Hono<OnNode> {
  const app = new Hono<OnNode>();
  const tell = (path: string, told: Told): void => {
    app.post(path, async (c) => {
      const answer = perform(told, await read(c));
      await save();
      return c.json(answer);
    });
  };
  tell('/', (body) => {
    const { call, ...fault } = parseStripeOrder(body);
    stripe.fault(call, fault);
  });
  tell('/webhooks', (body) => stripe.webhooks(parseWebhookFault(body)));
  tell('/lag', (body) => stripe.searchLag(parseLag(body)));
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
  app.get('/calls', (c) => c.json({ calls: stripe.calls() }));
  return app;
}

function perform(told: Told, body: unknown): object {
  try {
    return told(body) ?? {};
  } catch (error) {
    throw error instanceof StripeError ? refused(error.message) : error;
  }
}
