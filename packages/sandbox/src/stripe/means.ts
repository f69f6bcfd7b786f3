import type { Means } from './attempt.ts';
import { methodOf } from './bank.ts';
import { missing, refused, unsupported } from './errors.ts';
import { groupOf, textOf } from './form.ts';
import type { StripeIntent } from './objects.ts';
import type { HeldToken } from './state.ts';
import { tokenOf } from './tokens.ts';
import type { Work } from './work.ts';

const TOKEN = 'payment_method_data[shared_payment_granted_token]';

/** With what a call wants an intent paid; null when it does not say. Throws when that cannot pay it. */
export function meansOf(
  work: Work,
  { amount, currency }: Pick<StripeIntent, 'amount' | 'currency'>,
): Means | null {
  const method = textOf(work.form, 'payment_method');
  const group = groupOf(work.form, 'payment_method_data');
  if (method && group)
    throw refused('Give payment_method or payment_method_data, not both.', { param: 'payment_method' });
  if (method) return { method: knownMethod(method), token: null };
  if (!group) return null;
  const extra = Object.keys(group).find((name) => name !== 'shared_payment_granted_token' && name !== 'type');
  if (extra !== undefined) throw unsupported(`payment_method_data[${extra}]`);
  const id = textOf(group, 'shared_payment_granted_token');
  if (id === null) throw unsupported('payment_method_data');
  const token = tokenOf(work, id, TOKEN);
  checkToken(token, amount, currency);
  return { method: token.method, token };
}

/** Throws when a token cannot pay what an intent asks for. */
function checkToken({ object, reserved }: HeldToken, amount: number, currency: string): void {
  const { deactivated_reason, usage_limits, usage_details } = object;
  if (deactivated_reason !== null)
    throw refused(`This shared payment token is deactivated: ${deactivated_reason}.`, { param: TOKEN });
  if (usage_limits.currency !== currency)
    throw refused(`This shared payment token is for ${usage_limits.currency}, not for ${currency}.`, {
      param: TOKEN,
    });
  const left = usage_limits.max_amount - usage_details.amount_captured.value - reserved;
  if (amount > left)
    throw refused(`This shared payment token allows no more than ${left} ${currency}.`, { param: TOKEN });
}

function knownMethod(method: string): string {
  if (methodOf(method)) return method;
  throw missing('PaymentMethod', method, 'payment_method');
}

/** Throws when a payment could lead its payer to another page and nobody said what then. */
export function checkRedirects(
  { form }: Work,
  { automatic_payment_methods }: Pick<StripeIntent, 'automatic_payment_methods'>,
): void {
  const allowed = automatic_payment_methods?.allow_redirects !== 'never';
  const returnUrl = textOf(form, 'return_url');
  if (!allowed && returnUrl)
    throw refused('A return_url is only for payments that allow redirects.', { param: 'return_url' });
  // A token's payer is never sent anywhere.
  if (!allowed || returnUrl || groupOf(form, 'payment_method_data')) return;
  throw refused('Give a return_url, or automatic_payment_methods[allow_redirects]=never.', {
    param: 'return_url',
  });
}
