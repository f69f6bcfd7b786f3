import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  ErrorCode,
  InitializeResultSchema,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
} from '@modelcontextprotocol/sdk/types.js';

/**
 * Carries the messages of a local agent to a server and the answers back, until the agent has gone. What the server
 * cannot be asked is answered with an error in the words of `explain`.
 */
export async function bridge(
  near: Transport,
  far: Transport,
  { gone, explain }: { readonly gone: Promise<unknown>; readonly explain: (error: unknown) => string },
): Promise<void> {
  const passing = new Set<Promise<void>>();

  async function pass(message: JSONRPCMessage): Promise<void> {
    try {
      await far.send(message);
    } catch (error) {
      if (!isJSONRPCRequest(message)) return;
      const told = { code: ErrorCode.InternalError, message: explain(error) };
      await near.send({ jsonrpc: '2.0', id: message.id, error: told });
    }
  }

  function take(message: JSONRPCMessage): void {
    const one = pass(message).finally(() => passing.delete(one));
    passing.add(one);
  }
  function give(message: JSONRPCMessage): void {
    const version = versionIn(message);
    if (version !== null) far.setProtocolVersion?.(version);
    void near.send(message);
  }

  Object.assign(near, { onmessage: take });
  Object.assign(far, { onmessage: give });
  await far.start();
  await near.start();
  await gone;
  await Promise.allSettled(passing);
  await far.close();
  await near.close();
}

/** The version that the two ends have settled on, in the answer to the first message; it is a header from then on. */
function versionIn(message: JSONRPCMessage): string | null {
  if (!isJSONRPCResultResponse(message)) return null;
  const { data } = InitializeResultSchema.safeParse(message.result);
  return data?.protocolVersion ?? null;
}
