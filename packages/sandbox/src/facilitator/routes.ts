import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { perform } from '../faults/perform.ts';
import type { Faults } from '../faults/state.ts';
import { type OnNode, openMount } from '../mount.ts';
import { createCircle } from './circle.ts';
import { settleLies, statusLies, verifyLies } from './lies.ts';
import { type Claims, parsePayment, readClaims } from './payment.ts';
import type { Facilitator } from './scheme.ts';

const BODY_BYTES = 64 * 1024;

/** An x402 facilitator over HTTP: `verify`, `settle`, `supported`. */
export function createX402Routes(facilitator: Facilitator, faults: Faults): Hono<OnNode> {
  const app = openFacilitator(facilitator, faults);
  app.post('/settle', async (c) => {
    const { body, claims } = await read(c);
    const settle = () => facilitator.settle(parsePayment(body));
    return perform(c, faults, {
      call: 'settle',
      ...claims,
      answer: async () => c.json(await settle()),
      lies: { ...settleLies(claims, settle), pending: () => facilitator.submit(parsePayment(body)) },
    });
  });
  return app;
}

/** One that behaves like Circle's: `settle` says that the payment is pending, and `status` how it went. */
export function createCircleRoutes(facilitator: Facilitator, faults: Faults): Hono<OnNode> {
  const circle = createCircle(facilitator);
  const app = openFacilitator(facilitator, faults);
  app.post('/settle', async (c) => {
    const { body, claims } = await read(c);
    const settle = () => circle.settle(parsePayment(body));
    return perform(c, faults, {
      call: 'circle_settle',
      ...claims,
      answer: async () => c.json(await settle()),
      lies: settleLies(claims, settle),
    });
  });
  app.get('/status/:paymentId', async (c) => {
    const status = circle.status(c.req.param('paymentId'));
    return perform(c, faults, {
      call: 'circle_status',
      payer: status?.payer ?? null,
      nonce: null,
      answer: async () => (status ? c.json(status) : c.json({ error: 'There is no such payment.' }, 404)),
      lies: statusLies(status),
    });
  });
  return app;
}

function openFacilitator(facilitator: Facilitator, faults: Faults): Hono<OnNode> {
  const app = openMount('The facilitator could not read or carry out this payment.');
  app.use(
    bodyLimit({ maxSize: BODY_BYTES, onError: (c) => c.json({ error: 'The body is too large.' }, 413) }),
  );
  app.get('/supported', (c) => c.json(facilitator.supported()));
  app.post('/verify', async (c) => {
    const { body, claims } = await read(c);
    return perform(c, faults, {
      call: 'verify',
      ...claims,
      answer: async () => c.json(await facilitator.verify(parsePayment(body))),
      lies: verifyLies(claims),
    });
  });
  return app;
}

async function read(c: Context): Promise<{ readonly body: unknown; readonly claims: Claims }> {
  const body: unknown = await c.req.json().catch(() => null);
  return { body, claims: readClaims(body) };
}
