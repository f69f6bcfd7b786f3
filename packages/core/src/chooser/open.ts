import { referenceRow, requestRow } from '../checkout/commit.ts';
import { type Checkout, yardOf } from '../checkout/create.ts';
import { newId, referenceKey } from '../checkout/keys.ts';
import { readOnly } from '../checkout/mounts.ts';
import { pay } from '../checkout/pay.ts';
import type { PayCall, Paying } from '../checkout/paying.ts';
import { quote } from '../checkout/quote.ts';
import { principalOf } from '../checkout/request.ts';
import { checkSpending } from '../checkout/spending.ts';
import type { Yard } from '../checkout/yard.ts';
import type { Outcome } from '../outcome.ts';
import type { Purchase } from '../purchase.ts';
import type { CartRecord, ReferenceRecord, RequestRecord } from '../record.ts';
import type { Change, Row } from '../store.ts';
import { methodsFor } from './methods.ts';
import { type ChooserMethod, type ChooserRecord, chooserKey } from './record.ts';

/** A call for a page where a buyer chooses how to pay. */
export interface ChooserCall extends Omit<PayCall, 'page' | 'version'> {
  /** What the answer names as its rail. */
  readonly rail: string;
  /** The ways to pay, the first to show in front. Those whose rail does not take the purchase are left out. */
  readonly methods: readonly ChooserMethod[];
  /** The address of the page with this id. */
  readonly url: (id: string) => string;
  /** How long the page lasts, in milliseconds: a day. */
  readonly lasts?: number;
}

const DAY = 86_400_000;

/**
 * Makes the page of a cart, or gives the one that it has. Nothing is opened at a provider before the buyer chooses, and
 * a provider's page that is open stays so. In all else like `pay` with a `page`: a cart that is paid answers with its
 * order.
 */
export function openChooser(checkout: Checkout, chooser: ChooserCall): Promise<Outcome> {
  const yard = yardOf(checkout);
  const call = { ...chooser, request: readOnly(chooser.request) };
  return pay(yard, call, { choose: (paying, record) => open(yard, paying, record, chooser) });
}

async function open(
  yard: Yard,
  paying: Paying,
  record: CartRecord,
  call: ChooserCall,
): Promise<Outcome | null> {
  const { cart, request, given } = paying;
  const purchase = await quote(yard, record, call.email ?? null);
  const principal = await principalOf(yard, call);
  await checkSpending(yard, record, { principal, purchase }, null);
  const fingerprint = request && (await request.fingerprint());
  const methods = methodsFor(yard, given?.mounts ?? [], purchase, call.methods);
  const keptBy = request && fingerprint !== null ? { key: request.key.key, fingerprint } : null;
  const draft = draftOf(yard, call, purchase, { methods, request: keptBy });
  const keys = [cart, chooserKey(cart), await referenceKey(yard.runtime, draft.id)];

  return yard.store.update(request ? [...keys, request.key] : keys, (rows, now): Change<Outcome | null> => {
    const known = rows[3]?.value as RequestRecord | undefined;
    if (!isSame(record, rows[0]) || (known && isOther(known, fingerprint))) return { rows: [], result: null };
    const old = rows[1]?.value as ChooserRecord | undefined;
    const kept = old && serves(old, draft, now) ? old : null;
    const made = kept ? [undefined, undefined] : [rowOf(draft), namedRow(record, purchase)];
    const named =
      known || fingerprint === null
        ? []
        : [requestRow(call.tenant, { fingerprint, attempt: null, outcome: null }, now)];
    const outcome = outcomeOf(call, kept ?? draft, purchase, known !== undefined && kept !== null);
    return { rows: [undefined, ...made, ...named], result: outcome };
  });
}

function draftOf(
  { runtime }: Yard,
  { tenant, principal, resource, lasts = DAY }: ChooserCall,
  { cart, version, email }: Purchase,
  rest: Pick<ChooserRecord, 'methods' | 'request'>,
): ChooserRecord {
  const [id, expiresAt] = [newId(runtime, 'kpc'), runtime.now() + lasts];
  return { id, tenant, cart, version, principal, email, resource, ...rest, expiresAt };
}

/** What the decision rested on, read again inside the write. */
function isSame({ cart, attempts, order }: CartRecord, row: Row | null | undefined): boolean {
  const now = row?.value as CartRecord | undefined;
  return now?.cart.version === cart.version && now.attempts.length === attempts.length && now.order === order;
}

function isOther({ fingerprint, outcome }: RequestRecord, asked: string | null): boolean {
  return fingerprint !== asked || outcome !== null;
}

/** Whether the page that a cart has is what is asked for. */
function serves(old: ChooserRecord, draft: ChooserRecord, now: number): boolean {
  return (
    now < old.expiresAt &&
    old.version === draft.version &&
    old.email === draft.email &&
    namesOf(old).join() === namesOf(draft).join()
  );
}

function namesOf({ methods }: ChooserRecord): readonly string[] {
  return methods.map(({ name }) => name);
}

function rowOf(value: ChooserRecord): Row<ChooserRecord> {
  return { value, tenant: value.tenant, state: 'chooser', due: null };
}

/** What the chooser is found by, with what it is for. */
function namedRow(record: CartRecord, purchase: Purchase): Row<ReferenceRecord> {
  const row = referenceRow(record, purchase);
  return { ...row, value: { ...row.value, purchase } };
}

function outcomeOf(
  { rail, url }: ChooserCall,
  chooser: ChooserRecord,
  purchase: Purchase,
  replayed: boolean,
): Outcome {
  const { id, expiresAt } = chooser;
  const page = { rail, reference: id, url: url(id), methods: namesOf(chooser), expiresAt };
  return { type: 'page', page, purchase, replayed };
}
