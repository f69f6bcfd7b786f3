import type { PaymentRail, Receipt } from '@railyard/core/rail';
import { expect } from '../expect.ts';

/** Complains of a name that the manifest does not list. Header names have no case. */
export function listed(
  { manifest: { writes } }: PaymentRail,
  { headers, body, meta }: Receipt,
  what: 'challenge' | 'receipt',
): void {
  const known = writes.headers.map((name) => name.toLowerCase());
  for (const name of Object.keys(headers)) complain(known.includes(name.toLowerCase()), 'header', name);
  for (const name of Object.keys(body)) complain(writes.body.includes(name), 'body member', name);
  for (const name of Object.keys(meta)) complain(writes.meta.includes(name), '_meta member', name);

  function complain(holds: boolean, kind: string, name: string): void {
    expect(holds, `The ${what} has the ${kind} "${name}", which the manifest does not list under "writes".`);
  }
}

/** Complains of a header that would break the answer, or split it in two. */
export function fitHeaders(headers: Receipt['headers'], what: string): void {
  for (const [name, value] of Object.entries(headers)) {
    const isPrintable = /^[\t\x20-\x7e]*$/.test(value);
    expect(isPrintable, `${what} has ${JSON.stringify(value.slice(0, 60))} in the header "${name}".`);
  }
}
