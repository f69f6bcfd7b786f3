import type { MerchantCall } from '@railyard/rail-card';
import { z } from 'zod';

/** Where the shop's API is, and the platform's key for it. */
export interface ShopSettings {
  readonly url: string;
  readonly apiKey: string;
}

/** One call of the shop. */
export interface ShopRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** The customer in whose name it is made. */
  readonly token?: string;
  readonly body?: object;
}

/** What the shop has said. */
export interface ShopAnswer {
  readonly status: number;
  /** Its word for what went wrong; null where it has given none. */
  readonly code: string | null;
  readonly body: unknown;
}

const errorBody = z.object({ error: z.object({ code: z.string() }) });

/** Asks the shop. Throws where it does not answer, or not in JSON; nothing that was sent or said is in what is thrown. */
export async function askShop(
  { url, apiKey }: ShopSettings,
  { fetch: send, signal }: Pick<MerchantCall, 'fetch' | 'signal'>,
  { method, path, token, body }: ShopRequest,
): Promise<ShopAnswer> {
  const response = await send(`${url}${path}`, {
    method,
    signal,
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(token !== undefined && { 'customer-token': token }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const said = parsed(await response.text());
  return { status: response.status, code: errorBody.safeParse(said).data?.error.code ?? null, body: said };
}

/** What a parser throws quotes the text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('The shop has answered with what is no JSON.');
  }
}

/** Whether an order may still be another account's: this one has it not, or is closed to us by now. */
export function isOthers({ code }: ShopAnswer): boolean {
  return code === 'not_found' || code === 'unauthorized';
}

/** What the answer holds, by its schema. Throws for one that is not good, or that cannot be read. */
export function read<S extends z.ZodType>(schema: S, { status, body }: ShopAnswer): z.output<S> {
  const { data, success } = schema.safeParse(body);
  if (success && status >= 200 && status < 300) return data;
  throw new Error(`The shop has answered ${status}, with nothing that can be used.`);
}
