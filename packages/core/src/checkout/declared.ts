import type { PaymentRail, Receipt } from '../rail.ts';

/** What a rail writes, less all that its manifest does not list, so that two rails never write the same name. */
export function declared({ manifest: { writes } }: PaymentRail, { headers, body, meta }: Receipt): Receipt {
  return {
    headers: only(headers, (name) => isHeaderOf(writes.headers, name) && isSendable(headers[name])),
    body: only(body, (name) => writes.body.includes(name)),
    meta: only(meta, (name) => writes.meta.includes(name)),
  };
}

function isHeaderOf(listed: readonly string[], name: string): boolean {
  return listed.includes(name) || listed.some((one) => one.toLowerCase() === name.toLowerCase());
}

/** A header value that HTTP cannot carry would take the whole answer with it. */
function isSendable(value: unknown): boolean {
  return typeof value === 'string' && /^[\t\x20-\x7e]*$/.test(value);
}

function only<T>(
  members: Readonly<Record<string, T>>,
  may: (name: string) => boolean,
): Readonly<Record<string, T>> {
  return Object.keys(members).every(may)
    ? members
    : Object.fromEntries(Object.entries(members).filter(([name]) => may(name)));
}
