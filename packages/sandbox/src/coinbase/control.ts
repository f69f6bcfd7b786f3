import type { Context, Hono } from 'hono';
import { parseText, parseWebhookFault } from '../faults/parse.ts';
import type { OnNode } from '../mount.ts';
import { openControl } from '../provider/control.ts';
import { CoinbaseError } from './errors.ts';
import { parseCoinbaseOrder, parseRefundFinish, parseVisit } from './parse.ts';
import type { StoredCoinbase } from './stored.ts';

/** How a test tells the local Coinbase to misbehave, and plays the buyer. */
export function createCoinbaseControl(
  { coinbase, save }: StoredCoinbase,
  read: (c: Context) => Promise<unknown>,
): Hono<OnNode> {
  const { app, tell } = openControl(save, read, (error) => error instanceof CoinbaseError);
  tell('/', (body) => {
    const { call, ...fault } = parseCoinbaseOrder(body);
    coinbase.fault(call, fault);
  });
  tell('/webhooks', (body) => coinbase.webhooks(parseWebhookFault(body)));
  tell('/listen', (body) => coinbase.listen(parseText(body, 'url')));
  tell('/visit', (body) => {
    const { checkout, action } = parseVisit(body);
    return coinbase.visit(checkout, action);
  });
  tell('/refund', (body) => {
    const { refund, outcome } = parseRefundFinish(body);
    coinbase.finishRefund(refund, outcome);
  });
  app.get('/calls', (c) => c.json({ calls: coinbase.calls() }));
  return app;
}
