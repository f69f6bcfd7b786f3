import type { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { CallToolRequestSchema, type JSONRPCMessage, McpError } from '@modelcontextprotocol/sdk/types.js';
import { type ChallengeError, challengeError, liftMeta, toolResult } from '@railyard/core/mcp';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { payingClient } from './mcp/paying.ts';
import { type Answered, CREDENTIAL, openMcpShop, type ShopOptions } from './mcp-shop.ts';

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

test('a challenge of a tool that declares an outputSchema cannot be read', async () => {
  const { client } = await openShop({ outputSchema: { order_id: z.string() } });
  await client.listTools();
  await expect(client.callTool(checkoutCall)).rejects.toThrow('does not match the tool');
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
