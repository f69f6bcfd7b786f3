import { cartRow, requestRow } from '../checkout/commit.ts';
import type { Fenced } from '../checkout/fence.ts';
import type { CartKey } from '../checkout/keys.ts';
import { checkKnown, type MutationCall, type Request } from '../checkout/request.ts';
import { spendingOf, spendOf } from '../checkout/spending.ts';
import { updateCart } from '../checkout/update.ts';
import type { Yard } from '../checkout/yard.ts';
import type { Json } from '../json.ts';
import type { CartOutcome } from '../outcome.ts';
import type { Awaitable } from '../ports.ts';
import type { CartRecord, RequestRecord } from '../record.ts';
import type { Change, Key, Row } from '../store.ts';

/** A change of a cart. */
export interface CartCall extends MutationCall {
  /** What is told beside a cart of this seller, the same again to a replay. Asked unless it is one. */
  readonly beside?: (seller: string) => Awaitable<Json>;
}

/** What is written to. */
export interface CartWrite {
  readonly key: CartKey;
  readonly request: Request | null;
  /** The page that was closed for it. */
  readonly fenced: Fenced | null;
  readonly beside: Json | undefined;
}

/** One write for the cart and for the key that it was changed under, so that a repeated change applies once. */
export async function write(
  yard: Yard,
  { tenant }: MutationCall,
  { key, request, fenced, beside }: CartWrite,
  change: (record: CartRecord | null, now: number) => CartRecord,
): Promise<CartOutcome> {
  const fingerprint = request && (await request.fingerprint());
  const keys: [Key, ...Key[]] = request ? [key, request.key] : [key];
  const spending = spendingOf(yard, fenced && spendOf(key, fenced.attempt));
  return updateCart(yard, [...keys, ...spending.keys], (rows, now): Change<CartOutcome> => {
    const known = request ? (rows[1]?.value as RequestRecord | undefined) : undefined;
    const replay = known ? replayed(checkKnown(known, fingerprint)) : null;
    if (replay) return { rows: [], result: replay };

    const before = (rows[0]?.value as CartRecord | undefined) ?? null;
    const after = change(before, now);
    const outcome = { type: 'cart', cart: after.cart, ...(beside !== undefined && { beside }) } as const;
    const changed: Row[] = [cartRow(after)];
    if (fingerprint !== null) changed.push(requestRow(tenant, { fingerprint, attempt: null, outcome }, now));
    const spent = before && spending.follow(rows.slice(keys.length), { before, after }, now);
    return { rows: [...changed, ...(spent ?? [])], result: { ...outcome, replayed: false } };
  });
}

/** What was answered to this request before; null when it is new. */
export function replayed(known: RequestRecord | null): CartOutcome | null {
  const outcome = known?.outcome;
  return outcome?.type === 'cart' ? { ...outcome, replayed: true } : null;
}
