import type { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { CallToolRequestSchema, type JSONRPCMessage, McpError } from '@modelcontextprotocol/sdk/types.js';
import { type ChallengeError, challengeError, liftMeta, toolResult } from '@railyard/core/mcp';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { like, NUMBER } from './matchers.ts';
import {
  type Answered,
  CREDENTIAL,
  openMcpShop,
  payingClient,
  REQUIRED,
  type ShopOptions,
} from './mcp-shop.ts';

const checkoutCall = { name: 'checkout', arguments: {} };

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function openShop(options?: ShopOptions) {
  const shop = await openMcpShop(options);
  closing.push(() => shop.client.close());
  return shop;
}

const throwing =
  (wrap: (error: ChallengeError) => Error): Answered =>
  (outcome) => {
    if (outcome.type !== 'challenge') return toolResult(outcome);
    throw wrap(challengeError(outcome));
  };
const asMcpError = ({ code, message, data }: ChallengeError): McpError => new McpError(code, message, data);

const beside = (message: JSONRPCMessage): unknown => {
  if (!('params' in message) || !message.params) return message;
  const { _meta: meta, ...params } = message.params;
  return { ...message, params, ...(meta && { _meta: meta }) };
};

/** Has the client put its payment beside params, and the server's side read what arrives in this way. */
function sendBeside(near: InMemoryTransport, read: (message: unknown) => unknown): void {
  const send = near.send.bind(near);
  near.send = (message, options) => send(read(beside(message)) as JSONRPCMessage, options);
}

describe('a client without a wallet', () => {
  test('is told how to pay, and nothing is taken', async () => {
    const { client, stripe } = await openShop();
    const result = await client.callTool(checkoutCall);
    expect(result).toMatchObject({
      isError: true,
      structuredContent: {
        payment_required: true,
        amount: 4_999,
        currency: 'usd',
        error: 'payment_required',
      },
      content: [{ text: like(/^49\.99 usd is to be paid/) }, { type: 'text' }],
      _meta: { [REQUIRED]: { httpStatus: 402, challenges: [{ method: 'stripe', intent: 'charge' }] } },
    });
    expect(stripe.calls()).toEqual([]);
  });

  test('learns what the rails say of themselves', async () => {
    const { client } = await openShop();
    expect(client.getServerCapabilities()?.experimental).toEqual({
      payment: { methods: { stripe: { intents: ['charge'] } } },
    });
  });

  test('cannot read a challenge of a tool that declares an outputSchema', async () => {
    const { client } = await openShop({ outputSchema: { order_id: z.string() } });
    await client.listTools();
    await expect(client.callTool(checkoutCall)).rejects.toThrow('does not match the tool');
  });
});

describe('the client of mppx', () => {
  test('pays the challenge and gets the order with its receipt', async () => {
    const { client, stripe } = await openShop();
    const { payer } = payingClient(client, stripe);
    const result = await payer.callTool(checkoutCall);
    expect(result).toMatchObject({ structuredContent: { status: 'paid', payment_rail: 'stripe-mpp' } });
    const [intent] = stripe.intents();
    expect(intent).toMatchObject({ status: 'succeeded', amount_received: 4_999 });
    expect(result.receipt).toMatchObject({
      status: 'success',
      reference: intent?.id,
      challengeId: intent?.metadata['mpp_challenge_id'],
    });
  });

  test('gets the same answer to the same call, and pays once', async () => {
    const { client, stripe } = await openShop();
    const { payer } = payingClient(client, stripe);
    const first = await payer.callTool(checkoutCall);
    expect(await payer.callTool(checkoutCall)).toEqual(first);
    expect(stripe.intents()).toHaveLength(1);
  });

  test('pays the new challenge after a token was declined', async () => {
    const { client, stripe } = await openShop();
    const { payer } = payingClient(client, stripe, ['pm_card_visa_chargeDeclined', 'pm_card_visa']);
    expect(await payer.callTool(checkoutCall)).toMatchObject({ structuredContent: { status: 'paid' } });
    expect(stripe.intents().map(({ status }) => status)).toEqual(['requires_payment_method', 'succeeded']);
  });

  test('makes no second token while nobody knows what became of the first', async () => {
    const { client, stripe } = await openShop();
    stripe.fault('payment_intents.create', { fault: 'cut', when: 'after', times: 9 });
    const { payer, made } = payingClient(client, stripe);
    const result = await payer.callTool(checkoutCall);
    expect(result).toMatchObject({
      isError: true,
      structuredContent: { status: 'pending', retry_after_seconds: NUMBER },
    });
    expect(result).not.toHaveProperty('_meta');
    expect(made).toHaveLength(1);
  });
});

describe('a challenge that is thrown', () => {
  test('is paid when it is an error of the SDK', async () => {
    const { client, stripe } = await openShop({ answered: throwing(asMcpError) });
    const { payer } = payingClient(client, stripe);
    expect(await payer.callTool(checkoutCall)).toMatchObject({ structuredContent: { status: 'paid' } });
  });

  test('has the body of the 402 as its problem', async () => {
    const { client } = await openShop({ answered: throwing(asMcpError) });
    await expect(client.callTool(checkoutCall)).rejects.toMatchObject({
      code: -32042,
      data: { httpStatus: 402, challenges: [{ method: 'stripe' }], problem: { payment_required: true } },
    });
  });

  test.each([
    ['any other error', (error: Error) => error],
    [
      'the code for a failed verification',
      ({ data }: { data: unknown }) => new McpError(-32043, 'No.', data),
    ],
  ])('is lost by McpServer as %s', async (_, wrap) => {
    const { client } = await openShop({ answered: throwing(wrap) });
    const result = await client.callTool(checkoutCall);
    expect(result.isError).toBe(true);
    expect(JSON.stringify(result)).not.toContain('challenges');
  });

  test('is paid as it is when a handler of the plain Server throws it', async () => {
    const { client, server, pay, stripe } = await openShop({ answered: throwing((error) => error) });
    server.server.setRequestHandler(CallToolRequestSchema, ({ params: { _meta: meta, ...call } }) =>
      pay({ tool: call.name, arguments: call.arguments, meta }),
    );
    await expect(client.callTool(checkoutCall)).rejects.toMatchObject({ code: -32042 });
    const { payer } = payingClient(client, stripe);
    expect(await payer.callTool(checkoutCall)).toMatchObject({ structuredContent: { status: 'paid' } });
  });
});

describe('a payment in the root _meta', () => {
  test('is nothing that the SDK answers', async () => {
    const { client, server, near, stripe } = await openShop();
    sendBeside(near, (message) => message);
    const refused = new Promise<Error>((onerror) => {
      Object.assign(server.server, { onerror });
    });
    const call = payingClient(client, stripe).payer.callTool(checkoutCall);
    const failed = call.catch((error: Error) => error.message);
    expect((await refused).message).toContain('Unknown message type');
    await client.close();
    expect(await failed).toContain('Connection closed');
    expect(stripe.calls()).toEqual([]);
  });

  test('is taken once it is lifted', async () => {
    const { client, near, stripe } = await openShop();
    sendBeside(near, liftMeta);
    const { payer } = payingClient(client, stripe);
    expect(await payer.callTool(checkoutCall)).toMatchObject({ structuredContent: { status: 'paid' } });
  });

  test('is refused beside another one in params, and neither is taken', async () => {
    const { pay, stripe } = await openShop();
    const call = { meta: { [CREDENTIAL]: 1 }, rootMeta: { [CREDENTIAL]: 2 } };
    const result = await pay({ tool: 'checkout', ...call });
    expect(result).toMatchObject({ isError: true, structuredContent: { error: 'ambiguous_credential' } });
    expect(stripe.calls()).toEqual([]);
  });
});
