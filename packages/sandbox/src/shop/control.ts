import type { Context, Hono } from 'hono';
import { parseMs, parseText } from '../faults/parse.ts';
import type { OnNode } from '../mount.ts';
import { openControl } from '../provider/control.ts';
import { StripeError } from '../stripe/errors.ts';
import { ShopError } from './errors.ts';
import { parsePrice, parseSettle, parseStock, parseToldShop, parseTrick } from './parse.ts';
import type { StoredShop } from './stored.ts';

/** How a test tells the local shop to misbehave, and plays those who work there. */
export function createShopControl(
  { shop, save }: StoredShop,
  read: (c: Context) => Promise<unknown>,
): Hono<OnNode> {
  const { app, tell } = openControl(save, read, isRefusal);
  tell('/', (body) => {
    const { call, ...fault } = parseToldShop(body);
    shop.fault(call, fault);
  });
  tell('/trick', (body) => shop.trick(parseTrick(body)));
  tell('/price', (body) => {
    const { product, cents } = parsePrice(body);
    shop.price(product, cents);
  });
  tell('/stock', (body) => {
    const { product, count } = parseStock(body);
    shop.stock(product, count);
  });
  tell('/lose_index', (body) => shop.loseIndex(parseMs(body)));
  tell('/settle', (body) => {
    const { order, outcome } = parseSettle(body);
    return shop.settle(order, outcome);
  });
  tell('/progress', (body) => shop.progress(parseText(body, 'order')));
  app.get('/orders', (c) => c.json({ orders: shop.orders() }));
  app.get('/inbox', (c) => c.json({ inbox: shop.inbox() }));
  app.get('/calls', (c) => c.json({ calls: shop.calls() }));
  return app;
}

function isRefusal(error: unknown): error is Error {
  return error instanceof ShopError || error instanceof StripeError;
}
