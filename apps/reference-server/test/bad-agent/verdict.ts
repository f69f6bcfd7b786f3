import { keptOf, type Payment } from './ledger/payment.ts';
import { type Answer, type Asked, type Credential, errorIn, isPaid } from './story.ts';

/** An order as the server tells it. In cents. */
export interface OrderTold {
  readonly id: string;
  readonly cart: string;
  readonly version: number;
  readonly reference: string;
  readonly amount: number;
  /** How many items it has, and what they and their delivery come to. */
  readonly items: number;
  readonly sum: number;
}

/** What the server's records say of a cart that is not over. */
export interface Unfinished {
  readonly cart: string;
  readonly what: string;
  /** Whether it is listed as a case for a person. */
  readonly isCase: boolean;
}

export interface Evidence {
  readonly asked: readonly Asked[];
  readonly credentials: readonly Credential[];
  /** The carts of a run, and the version that each has now. */
  readonly versions: ReadonlyMap<string, number>;
  readonly payments: readonly Payment[];
  readonly orders: readonly OrderTold[];
  readonly unfinished: readonly Unfinished[];
}

export const FAULTS = ['double', 'lost', 'unpaid', 'changed', 'unequal', 'told402', 'open'] as const;

export interface Violation {
  readonly fault: (typeof FAULTS)[number];
  readonly cart: string | null;
  readonly seen: string;
}

/** What went wrong, by what the providers have taken and given back. The server's word counts only against itself. */
export function judge(evidence: Evidence): readonly Violation[] {
  const { orders, versions } = evidence;
  return [
    ...evidence.payments.flatMap((payment) => judgePayment(evidence, payment)),
    ...orders.flatMap((order) => judgeOrder(evidence, order)),
    ...[...versions.keys()].flatMap((cart) => judgeAnswers(evidence, cart)),
    ...evidence.unfinished.flatMap(({ cart, what, isCase }) => (isCase ? [] : [fault('open', cart, what)])),
  ];
}

function fault(name: Violation['fault'], cart: string | null, seen: string): Violation {
  return { fault: name, cart, seen };
}

/** Which cart a payment is for: that of the order that names it, else what its provider or its payer says. */
function cartOf({ orders, credentials }: Evidence, payment: Payment): string | null {
  const order = orders.find(({ reference }) => reference === payment.reference);
  const credential = credentials.find(({ id }) => id === payment.credential);
  return order?.cart ?? payment.cart ?? credential?.cart ?? null;
}

function judgePayment(evidence: Evidence, payment: Payment): readonly Violation[] {
  const { orders, unfinished } = evidence;
  const kept = keptOf(payment);
  const cart = cartOf(evidence, payment);
  if (kept === 0) return [];
  const seen = `${payment.reference} took ${payment.taken} cents on ${payment.rail} and gave ${payment.back} back`;
  if (payment.back > 0) return [fault('lost', cart, `${seen}, which is neither all nor nothing`)];
  if (orders.some(({ reference }) => reference === payment.reference))
    return told402(evidence, payment, cart);
  // A person has been told of it.
  if (unfinished.some((one) => one.cart === cart && one.isCase)) return [];
  const hasOrder = orders.some((order) => order.cart === cart);
  return [fault(hasOrder ? 'double' : 'lost', cart, `${seen}, and no order names it`)];
}

function judgeOrder(evidence: Evidence, order: OrderTold): readonly Violation[] {
  const { payments, credentials, versions, orders } = evidence;
  const { id, cart, version, reference, amount, items, sum } = order;
  const [payment, ...others] = payments.filter((one) => one.reference === reference && keptOf(one) > 0);
  if (!payment || others.length > 0 || keptOf(payment) !== amount)
    return [
      fault(
        'unpaid',
        cart,
        `${id} of ${amount} cents names ${reference}, of which ${payment ? keptOf(payment) : 0} stay`,
      ),
    ];
  const credential = credentials.find((one) => one.id === payment.credential);
  const wrong = [
    ...(payment.order !== null && payment.order !== id ? [`its payment was for ${payment.order}`] : []),
    ...(credential && !hasAgreed(evidence, credential, amount)
      ? [`its payer had agreed to ${credential.amount} cents`]
      : []),
    ...(versions.get(cart) !== version ? [`the cart has version ${versions.get(cart)} now`] : []),
    ...(items === 0 ? ['it is of nothing'] : []),
    ...(sum !== amount ? [`its items and delivery come to ${sum} cents`] : []),
    ...(orders.some((one) => one.cart === cart && one.id !== id) ? ['its cart has another order'] : []),
    ...(orders.some((one) => one.reference === reference && one.id !== id) ? ['another order names it'] : []),
  ];
  return wrong.length === 0 ? [] : [fault('changed', cart, `${id} of ${amount} cents: ${wrong.join(', ')}`)];
}

/** A bare token that is sent again agrees to what its payer was told when it was refused. */
function hasAgreed({ asked }: Evidence, { id, amount: known, isBare }: Credential, amount: number): boolean {
  const wasTold = asked.some(
    ({ credential, answer }) =>
      credential === id && answer?.status === 402 && !answer.hadMoved && answer.body.amount === amount,
  );
  return known === amount || (isBare && wasTold);
}

/** A payer whose money has stayed, and who was told to pay. */
function told402(
  { asked, credentials }: Evidence,
  { credential, rail }: Payment,
  cart: string | null,
): readonly Violation[] {
  const shown = asked.filter(
    (one) => one.credential !== null && one.cart === cart && one.credential === credential,
  );
  const found = shown.find((one) => is402(one) && isUntrue(one, shown));
  const known = credentials.some(({ id }) => id === credential);
  return found && known
    ? [fault('told402', cart, `a 402 to ${found.credential} on ${rail}, whose money has stayed`)]
    : [];
}

function is402({ answer }: Asked): boolean {
  return answer?.status === 402;
}

/**
 * A 402 says that no money has moved and none will. What another request did with the credential meanwhile, or did
 * later, it could not know.
 */
function isUntrue(one: Asked, shown: readonly Asked[]): boolean {
  const { answer } = one;
  if (!answer) return false;
  const others = shown.filter((other) => other !== one);
  if (!answer.hadMoved) return !others.some(({ at, answer: its }) => at > one.at || (its?.at ?? at) > one.at);
  const meanwhile = others.some(({ at, answer: its }) => at < answer.at && (its?.at ?? at) > one.at);
  return errorIn(answer) === 'payment_declined' || !meanwhile;
}

/** What was answered about one cart. */
function judgeAnswers(evidence: Evidence, cart: string): readonly Violation[] {
  const asked = evidence.asked.filter((one) => one.cart === cart);
  const answered = asked.flatMap(({ answer, ...rest }) => (answer ? [{ ...rest, answer }] : []));
  const paying = answered.filter(({ what }) => PAYING.has(what));
  const paid = paying.filter(({ answer }) => isPaid(answer)).toSorted((a, b) => a.answer.at - b.answer.at);
  const [first] = paid;
  const late = first && paying.find(({ at, answer }) => at > first.answer.at && asksForMore(answer));
  const other = first && paid.find(({ answer }) => nameOf(answer) !== nameOf(first.answer));
  const twice = [...groups(answered)].find((texts) => new Set(texts).size > 1);
  return [
    ...(late
      ? [fault('unequal', cart, `asked to pay after it was paid: ${late.answer.text.slice(0, 300)}`)]
      : []),
    ...(first && other
      ? [fault('unequal', cart, `two orders: ${nameOf(first.answer)} and ${nameOf(other.answer)}`)]
      : []),
    ...(twice
      ? [fault('unequal', cart, `two answers under one key: ${twice.join(' and ').slice(0, 600)}`)]
      : []),
  ];
}

const PAYING: ReadonlySet<string> = new Set(['checkout', 'payment_link']);
const EDITING: ReadonlySet<string> = new Set(['add_to_cart', 'update_cart_item', 'set_shipping_address']);

function asksForMore({ status, body }: Answer): boolean {
  return status === 402 || (status === 200 && body.status === 'action_required');
}

function nameOf({ body }: Answer): string {
  return JSON.stringify([body.order_id, body.reference, body.amount]);
}

/** Texts of the answers that have to be the same, because one key stands for one change. */
function groups(answered: readonly (Asked & { readonly answer: Answer })[]): Iterable<readonly string[]> {
  const texts = new Map<string, string[]>();
  for (const { door, what, key, body, answer } of answered) {
    const isFinal = PAYING.has(what) ? isPaid(answer) : EDITING.has(what) && answer.status === 200;
    if (key === null || !isFinal) continue;
    // What a tool says of the same is the same to a reader, and in another form.
    const group = JSON.stringify([door, what, key, body]);
    texts.set(group, [...(texts.get(group) ?? []), answer.text]);
  }
  return texts.values();
}
