/** The server as its clients see it, whichever life it is in. */
export interface Till {
  /** Null when no answer came: the server was dead, or died, or took longer than `patience` milliseconds. */
  send(request: TillRequest): Promise<Reply | null>;
}

export interface TillRequest {
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly key: string;
  readonly body?: object;
  readonly payment?: string;
  readonly patience?: number;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Rejects once the signal has ended it all. */
export function tillOf(url: string, apiKey: string, signal: AbortSignal): Till {
  return {
    async send({ method, path, key, body, payment, patience }) {
      const headers = {
        authorization: `Bearer ${apiKey}`,
        'idempotency-key': key,
        ...(body && { 'content-type': 'application/json' }),
        ...(payment !== undefined && { 'payment-signature': payment }),
      };
      const until =
        patience === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(patience)]);
      try {
        const response = await fetch(`${url}/api/agent/cart${path}`, {
          method,
          headers,
          ...(body && { body: JSON.stringify(body) }),
          signal: until,
        });
        return { status: response.status, headers: response.headers, text: await response.text() };
      } catch {
        signal.throwIfAborted();
        return null;
      }
    },
  };
}
