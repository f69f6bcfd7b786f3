import { x402Facilitator } from '@x402/core/facilitator';
import { PaymentPayloadSchema, PaymentRequirementsSchema } from '@x402/core/schemas';
import type { PaymentPayload, PaymentRequirements } from '@x402/core/types';
import { ExactEvmScheme } from '@x402/evm/exact/facilitator';
import { ExactEvmSchemeV1 } from '@x402/evm/exact/v1/facilitator';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { NETWORK, NETWORK_V1 } from './network.ts';
import type { Settler } from './settler.ts';

const BODY_BYTES = 64 * 1024;

/** An x402 facilitator over HTTP, from the official scheme. `settled` runs before a settled payment is answered. */
export function createFacilitator(settler: Settler, settled: () => Promise<void>): Hono {
  const facilitator = new x402Facilitator()
    .register(NETWORK, new ExactEvmScheme(settler))
    .registerV1(NETWORK_V1, new ExactEvmSchemeV1(settler));

  const app = new Hono();
  app.use(
    bodyLimit({ maxSize: BODY_BYTES, onError: (c) => c.json({ error: 'The body is too large.' }, 413) }),
  );
  app.get('/supported', (c) => c.json(facilitator.getSupported()));
  app.post('/verify', async (c) => {
    const { payload, requirements } = await readPayment(c.req.raw, facilitator);
    return c.json(await facilitator.verify(payload, requirements));
  });
  app.post('/settle', async (c) => {
    const { payload, requirements } = await readPayment(c.req.raw, facilitator);
    const outcome = await facilitator.settle(payload, requirements);
    if (outcome.success) await settled();
    return c.json(outcome);
  });
  app.notFound((c) => c.json({ error: 'Not found.' }, 404));
  app.onError((error, c) => {
    if (error instanceof HTTPException) return c.json({ error: error.message }, error.status);
    // Further lines of the message can hold a signed authorization.
    console.error(error.message.split('\n')[0]);
    return c.json({ error: 'The facilitator could not read or carry out this payment.' }, 500);
  });
  return app;
}

interface Payment {
  readonly payload: PaymentPayload;
  readonly requirements: PaymentRequirements;
}

async function readPayment(request: Request, facilitator: x402Facilitator): Promise<Payment> {
  const body = (await request.json().catch(() => null)) as Record<string, unknown> | null;
  const read = {
    payload: PaymentPayloadSchema.safeParse(body?.paymentPayload),
    requirements: PaymentRequirementsSchema.safeParse(body?.paymentRequirements),
  };
  if (!read.payload.success || !read.requirements.success) {
    throw new HTTPException(400, { message: 'The body needs x402 paymentPayload and paymentRequirements.' });
  }
  const payload = read.payload.data as PaymentPayload;
  const requirements = read.requirements.data as PaymentRequirements;
  const isSupported = facilitator
    .getSupported()
    .kinds.some(
      ({ x402Version, scheme, network }) =>
        x402Version === payload.x402Version &&
        scheme === requirements.scheme &&
        network === requirements.network,
    );
  if (!isSupported) {
    throw new HTTPException(400, { message: 'This facilitator does not support that scheme and network.' });
  }
  return { payload, requirements };
}
