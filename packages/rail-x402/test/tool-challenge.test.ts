import { x402Client } from '@x402/core/client';
import { isPaymentRequiredV1, isPaymentRequiredV2 } from '@x402/core/schemas';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { ExactEvmSchemeV1 } from '@x402/evm/exact/v1/client';
import { expect, it } from 'vitest';
import { mount } from './mount.ts';
import { found, payer, purchase, requestWith } from './payer.ts';

const CAP = { maxAmountPerPayment: '$49.99' };

async function asked() {
  const { rail, context } = mount();
  const request = { ...requestWith({}), method: 'tools/call' };
  return { rail, challenge: await rail.challenge(purchase, { ...context, request }) };
}

it('is paid over MCP by an official client that knows version 2 alone, from the members of the result', async () => {
  const { rail, challenge } = await asked();
  const members: unknown = { ...challenge.body, error: 'payment_required' };
  if (!isPaymentRequiredV2(members)) throw new Error('It is none of version 2.');
  const client = new x402Client().register('eip155:84532', new ExactEvmScheme(payer)).setSpendControls(CAP);
  const payment = await client.createPaymentPayload(members as never);
  const credential = found(rail.detect(requestWith({}, { 'x402/payment': payment as never })));
  expect(credential.payload.payload.authorization).toMatchObject({ value: '49990000' });
});

it('is paid over MCP by an official client that knows version 1 alone, from _meta', async () => {
  const { rail, challenge } = await asked();
  const required: unknown = challenge.meta['x402/error'];
  if (!isPaymentRequiredV1(required)) throw new Error('It is none of version 1.');
  const client = new x402Client()
    .registerV1('base-sepolia', new ExactEvmSchemeV1(payer))
    .setSpendControls(CAP);
  const payment = await client.createPaymentPayload(required as never);
  const credential = found(rail.detect(requestWith({}, { 'x402/payment': payment as never })));
  expect(credential.payload.payload.authorization).toMatchObject({ value: '49990000' });
});

it('speaks of _meta and no header over MCP, and of headers and no _meta over HTTP', async () => {
  const { rail, challenge } = await asked();
  const { context } = mount();
  const http = await rail.challenge(purchase, { ...context, request: requestWith({}) });
  expect(challenge.headers).toEqual({});
  expect(challenge.offer.how).toContain('_meta["x402/payment"]');
  expect(challenge.offer.how).not.toMatch(/header|PAYMENT-/);
  expect(http.offer.how).toContain('PAYMENT-SIGNATURE');
  expect(http.offer.how).not.toContain('_meta');
  expect(rail.manifest.writes.body).toEqual(expect.arrayContaining(Object.keys(challenge.body)));
  expect(rail.manifest.writes.meta).toEqual(expect.arrayContaining(Object.keys(challenge.meta)));
});
