/** One call of JSON-RPC. */
export interface RpcCall {
  readonly id?: unknown;
  readonly method: string;
  readonly params?: unknown;
}

/** What a node says to it. */
export type RpcAnswer =
  | { readonly result: unknown }
  | { readonly error: { readonly code: number; readonly message: string } };

/** Asks the node itself. */
export type AskNode = (method: string, params: unknown) => Promise<RpcAnswer>;

/** The calls of a request, which is a batch when they come in an array. */
export interface RpcCalls {
  readonly calls: readonly RpcCall[];
  readonly isBatch: boolean;
}

/** Null when the text is no request of JSON-RPC. */
export function readCalls(text: string): RpcCalls | null {
  const body = readJson(text);
  const isBatch = Array.isArray(body);
  const calls: readonly unknown[] = isBatch ? body : [body];
  return calls.length > 0 && calls.every(isCall) ? { calls, isBatch } : null;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isCall(value: unknown): value is RpcCall {
  return typeof value === 'object' && value !== null && typeof (value as RpcCall).method === 'string';
}

export function failed(code: number, message: string): RpcAnswer {
  return { error: { code, message } };
}
