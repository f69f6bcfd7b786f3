import type { PaymentRail, Receipt } from '../rail.ts';

/** What a rail writes, less all that its manifest does not list, so that two rails never write the same name. */
export function declared({ manifest: { writes } }: PaymentRail, { headers, body, meta }: Receipt): Receipt {
  return {
    headers: sendable(pick(headers, writes.headers, (name) => name.toLowerCase())),
    body: pick(body, writes.body),
    meta: pick(meta, writes.meta),
  };
}

/** A header value that HTTP cannot carry would take the whole answer with it. */
function sendable(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => /^[\t\x20-\x7e]*$/.test(value)));
}

function pick<T>(
  members: Readonly<Record<string, T>>,
  names: readonly string[],
  spelled = (name: string): string => name,
): Readonly<Record<string, T>> {
  const known = new Set(names.map(spelled));
  return Object.fromEntries(Object.entries(members).filter(([name]) => known.has(spelled(name))));
}
