import { refused, unsupported } from '../errors.ts';
import { type Form, groupOf, textOf } from '../form.ts';
import { metadataOf } from '../metadata.ts';
import { checkAmount } from '../money.ts';
import { drawId } from '../open.ts';
import type { Work } from '../work.ts';
import { buyerOf } from './buyer.ts';
import { ratesOf, totalsOf } from './delivery.ts';
import { linesOf } from './lines.ts';
import { NEVER } from './never.ts';
import type { StripeSession } from './objects.ts';
import { absent, checkFilled } from './parts.ts';
import { emailOf, expiryOf, intentTermsOf, referenceOf, urlsOf } from './terms.ts';

/** Opens a page for a payment. */
export function createSession(work: Work): StripeSession {
  const { form, state, account } = work;
  checkFilled(form);
  checkKind(form);
  const lines = linesOf(work);
  const [{ currency }] = lines;
  checkCurrency(form, currency);
  const subtotal = lines.reduce((sum, { amount_total }) => sum + amount_total, 0);
  const rates = ratesOf(work, currency);
  const totals = totalsOf(subtotal, rates[0]);
  for (const { amount } of rates.length > 0 ? rates : [{ amount: 0 }])
    checkAmount(subtotal + amount, currency, 'line_items');
  const terms = intentTermsOf(work, totals.amount_total, currency);
  const email = emailOf(form);

  const id = drawId(state, 'cs_test');
  const object: StripeSession = {
    id,
    object: 'checkout.session',
    ...NEVER,
    ...totals,
    ...urlsOf(form),
    client_reference_id: referenceOf(form),
    created: work.now,
    currency,
    customer_details: email === null ? null : buyerOf(email),
    customer_email: email,
    expires_at: expiryOf(work),
    metadata: metadataOf(form),
    mode: 'payment',
    payment_intent: null,
    payment_method_types: ['card', 'us_bank_account'],
    payment_status: 'unpaid',
    shipping_options: rates.map((rate) => ({ shipping_amount: rate.amount, shipping_rate: rate.id })),
    status: 'open',
    ui_mode: 'hosted_page',
    url: pageOf(work.origin, id),
  };
  state.sessions.set(id, { account, object, lines, rates, terms, email });
  return object;
}

/** Where the page of a session is. */
export function pageOf(origin: string, id: string): string {
  return `${origin}/c/pay/${id}`;
}

/** One payment on a page of its own: nothing else is to be had here. */
function checkKind(form: Form): void {
  if (textOf(form, 'mode') === null) throw absent('mode');
  if (form.mode !== 'payment') throw unsupported('mode');
  if ((textOf(form, 'ui_mode') ?? 'hosted_page') !== 'hosted_page') throw unsupported('ui_mode');
  if (groupOf(form, 'adaptive_pricing')?.enabled === 'true') throw unsupported('adaptive_pricing');
}

function checkCurrency(form: Form, currency: string): void {
  const named = textOf(form, 'currency') ?? currency;
  if (named === currency) return;
  throw refused(`The line items are in ${currency}, not in ${named}.`, { param: 'currency' });
}
