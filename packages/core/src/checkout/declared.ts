import type { PaymentRail, Receipt } from '../rail.ts';

/** What a rail writes, less all that its manifest does not list, so that two rails never write the same name. */
export function declared({ manifest: { writes } }: PaymentRail, { headers, body, meta }: Receipt): Receipt {
  const listed = writes.headers.map((name) => name.toLowerCase());
  return {
    headers: only(headers, ([name, value]) => listed.includes(name.toLowerCase()) && isSendable(value)),
    body: only(body, ([name]) => writes.body.includes(name)),
    meta: only(meta, ([name]) => writes.meta.includes(name)),
  };
}

/** A header value that HTTP cannot carry would take the whole answer with it. */
function isSendable(value: string): boolean {
  return /^[\t\x20-\x7e]*$/.test(value);
}

/** The members that may be written; the same object when all of them may, as nearly always. */
function only<T>(
  members: Readonly<Record<string, T>>,
  may: (member: [string, T]) => boolean,
): Readonly<Record<string, T>> {
  const all = Object.entries(members);
  return all.every(may) ? members : Object.fromEntries(all.filter(may));
}
