import { frozen } from '../json.ts';
import type { Challenge, RailManifest, Receipt } from '../rail.ts';
import { plain } from './plain.ts';

/** What says which names a rail may write. */
interface Writer {
  readonly manifest: Pick<RailManifest, 'writes'>;
}

const kept = new WeakMap<Challenge, { readonly rail: Writer; readonly challenge: Challenge }>();

/** A rail's challenge as it may be sent. One that the rail has frozen is copied once, however often it is given. */
export function challengeIn(rail: Writer, said: Challenge): Challenge {
  const known = kept.get(said);
  if (known?.rail === rail) return known.challenge;
  const given = plain(said);
  const challenge = frozen({ ...given, ...declared(rail, given) });
  if (Object.isFrozen(said)) kept.set(said, { rail, challenge });
  return challenge;
}

/** What a rail writes, less all that its manifest does not list, so that two rails never write the same name. */
export function declared({ manifest: { writes } }: Writer, { headers, body, meta }: Receipt): Receipt {
  return {
    headers: only(headers, (name, value) => isHeaderOf(writes.headers, name) && isSendable(value)),
    body: only(body, (name) => writes.body.includes(name)),
    meta: only(meta, (name) => writes.meta.includes(name)),
  };
}

function isHeaderOf(listed: readonly string[], name: string): boolean {
  return listed.some((one) => one.toLowerCase() === name.toLowerCase());
}

/** A header value that HTTP cannot carry would take the whole answer with it. */
function isSendable(value: unknown): boolean {
  return typeof value === 'string' && /^[\t\x20-\x7e]*$/.test(value);
}

function only<T>(
  members: Readonly<Record<string, T>>,
  may: (name: string, value: T) => boolean,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(members).filter((member) => may(...member)));
}
