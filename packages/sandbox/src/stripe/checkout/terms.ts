import { refused } from '../errors.ts';
import { type Form, groupOf, numberOf, textOf } from '../form.ts';
import type { IntentTerms } from '../objects.ts';
import { termsOf } from '../terms.ts';
import type { Work } from '../work.ts';
import { absent, checkParts, within } from './parts.ts';

const SOONEST = 30 * 60;
const LATEST = 24 * 60 * 60;
const LONGEST_REFERENCE = 200;
const INTENT_PARTS = [
  'application_fee_amount',
  'capture_method',
  'description',
  'metadata',
  'on_behalf_of',
  'receipt_email',
  'shipping',
  'statement_descriptor',
  'statement_descriptor_suffix',
  'transfer_data',
  'transfer_group',
];

/** What the intent of a session will be, once its buyer tries to pay. */
export function intentTermsOf(work: Work, amount: number, currency: string): IntentTerms {
  const name = 'payment_intent_data';
  const group = groupOf(work.form, name) ?? {};
  checkParts(group, INTENT_PARTS, name);
  return within(name, () => termsOf({ ...work, form: { ...group, amount: String(amount), currency } }));
}

/** When a session expires: 30 minutes to 24 hours from now. */
export function expiryOf({ form, now }: Work): number {
  const at = numberOf(form, 'expires_at') ?? now + LATEST;
  const param = 'expires_at';
  if (at < now + SOONEST)
    throw refused('A Checkout Session must not expire sooner than 30 minutes after its creation.', { param });
  if (at > now + LATEST)
    throw refused('A Checkout Session must not expire later than 24 hours after its creation.', { param });
  return at;
}

export function referenceOf(form: Form): string | null {
  const param = 'client_reference_id';
  const reference = textOf(form, param);
  if (reference === null || reference.length <= LONGEST_REFERENCE) return reference;
  throw refused(`${param} can be up to ${LONGEST_REFERENCE} characters long.`, { param });
}

export function emailOf(form: Form): string | null {
  const email = textOf(form, 'customer_email');
  if (email === null || isEmail(email)) return email;
  throw refused('Invalid email address.', { code: 'email_invalid', param: 'customer_email' });
}

/** Whether something can be an e-mail address. */
export function isEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
}

/** Where the buyer goes after the payment, and where without one. */
export function urlsOf(form: Form): { readonly success_url: string; readonly cancel_url: string | null } {
  const success_url = urlOf(form, 'success_url');
  if (success_url === null) throw absent('success_url');
  return { success_url, cancel_url: urlOf(form, 'cancel_url') };
}

/** A place that is reached encrypted, or on this machine. */
function urlOf(form: Form, param: string): string | null {
  const text = textOf(form, param);
  if (text === null) return null;
  if (!URL.canParse(text)) throw refused('Not a valid URL.', { code: 'url_invalid', param });
  const { protocol, hostname } = new URL(text);
  const isLocal = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  if (protocol === 'https:' || (protocol === 'http:' && isLocal)) return text;
  throw refused('The URL must be one of https, or of this machine.', { code: 'url_invalid', param });
}
