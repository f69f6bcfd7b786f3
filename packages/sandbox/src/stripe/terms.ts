import { addressOf } from './address.ts';
import { refused, unsupported } from './errors.ts';
import { type Form, groupOf, numberOf, textOf } from './form.ts';
import { metadataOf } from './metadata.ts';
import { paymentOf } from './money.ts';
import type { IntentShipping, IntentTerms } from './objects.ts';
import type { Work } from './work.ts';

/** What a form says of a new intent. */
export function termsOf(work: Work): IntentTerms {
  const { form } = work;
  return {
    ...paymentOf(form),
    automatic_payment_methods: automaticOf(form),
    capture_method: captureOf(form),
    confirmation_method: confirmationOf(form),
    description: textOf(form, 'description'),
    metadata: metadataOf(form),
    receipt_email: textOf(form, 'receipt_email'),
    shipping: shippingOf(form),
    statement_descriptor: textOf(form, 'statement_descriptor'),
    statement_descriptor_suffix: textOf(form, 'statement_descriptor_suffix'),
    ...connectOf(work),
  };
}

function automaticOf(form: Form): IntentTerms['automatic_payment_methods'] {
  const group = groupOf(form, 'automatic_payment_methods');
  if (!group) return null;
  const redirects = textOf(group, 'allow_redirects') as 'always' | 'never' | null;
  return { enabled: group.enabled === 'true', ...(redirects && { allow_redirects: redirects }) };
}

function captureOf(form: Form): IntentTerms['capture_method'] {
  const method = textOf(form, 'capture_method') ?? 'automatic_async';
  if (method !== 'automatic' && method !== 'automatic_async') throw unsupported('capture_method');
  return method;
}

function confirmationOf(form: Form): 'automatic' {
  if ((textOf(form, 'confirmation_method') ?? 'automatic') !== 'automatic')
    throw unsupported('confirmation_method');
  return 'automatic';
}

function shippingOf(form: Form): IntentShipping | null {
  const shipping = groupOf(form, 'shipping');
  if (!shipping) return null;
  return {
    name: textOf(shipping, 'name') ?? '',
    phone: textOf(shipping, 'phone'),
    carrier: textOf(shipping, 'carrier'),
    tracking_number: textOf(shipping, 'tracking_number'),
    address: addressOf(shipping),
  };
}

type Connect = Pick<
  IntentTerms,
  'application_fee_amount' | 'on_behalf_of' | 'transfer_data' | 'transfer_group'
>;

/** Who else has a part in the money: only the account that is connected. */
function connectOf({ form, state, account }: Work): Connect {
  const { facts } = state;
  const transfer = groupOf(form, 'transfer_data');
  const destination = textOf(transfer ?? {}, 'destination');
  const share = numberOf(transfer ?? {}, 'amount');
  const behalf = textOf(form, 'on_behalf_of');
  const fee = numberOf(form, 'application_fee_amount');
  const known = (id: string | null): boolean =>
    id === null || (id === facts.connected.account && account === facts.account);
  if (!known(destination))
    throw refused(`No such destination: '${destination}'`, {
      code: 'resource_missing',
      param: 'transfer_data[destination]',
    });
  if (!known(behalf))
    throw refused(`No such account: '${behalf}'`, { code: 'resource_missing', param: 'on_behalf_of' });
  if (fee !== null && destination === null && account !== facts.connected.account)
    throw refused('An application fee needs a connected account or a destination.', {
      param: 'application_fee_amount',
    });
  for (const [part, param] of [
    [fee, 'application_fee_amount'],
    [share, 'transfer_data[amount]'],
  ] as const)
    if (part !== null && part > (numberOf(form, 'amount') ?? 0))
      throw refused('This is more than the amount of the payment.', { param });
  return {
    application_fee_amount: fee,
    on_behalf_of: behalf,
    transfer_group: textOf(form, 'transfer_group'),
    ...(destination && { transfer_data: { destination, ...(share !== null && { amount: share }) } }),
  };
}
