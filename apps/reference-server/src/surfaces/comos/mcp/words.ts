import { RailError, toDecimal } from '@railyard/core';
import { publicError } from '@railyard/core/http';
import { problemResult, type ToolResult } from '@railyard/core/mcp';
import { told } from '../../../tools/result.ts';
import type { CartView } from '../cart/shape.ts';
import { codeOf, isRetryable } from '../saga/failure.ts';
import type { SagaView } from '../saga/view.ts';

/** A cart in words: what it comes to, and what to do next. */
export function cartWords({ cartId, items, total, currency, requiresShipping }: CartView): string {
  if (items.length === 0 || currency === null)
    return `The cart ${cartId} is empty. Next: catalog_search, then cart_add_item.`;
  const address = requiresShipping ? ' with a shippingAddress' : '; no address is needed';
  return `The cart ${cartId} comes to ${toDecimal({ amount: total, currency })} ${currency}. Show the customer the total. Next: checkout_start${address}.`;
}

/** A checkout in words: where it stands, and what to do next. */
export function sagaWords(view: SagaView): string {
  const { sagaId, status, totalDecimal, currency, paymentUrl, error, orderId } = view;
  const total = `${totalDecimal} ${currency}`;
  switch (status) {
    case 'pending':
      return `The checkout ${sagaId} comes to ${total}, and nothing is paid. If the customer wants to choose how it is delivered: checkout_shipping_options. Next: checkout_create_payment_session.`;
    case 'payment_pending':
      if (!view.verified)
        return `It is not certain at this moment whether ${total} is paid. Ask checkout_status again in 5 seconds, and have nobody pay again.`;
      return paymentUrl === null
        ? `Nothing is paid, and the page for ${total} is over. For another one: checkout_create_payment_session.`
        : `${total} is to be paid by the customer at ${paymentUrl} (open until ${view.paymentUrlExpiresAt}). It works once. Give them the link, then ask checkout_status every 5 seconds until it is completed.`;
    case 'in_progress':
      return orderId === null
        ? `A payment of ${total} is under way, and not certain yet. Do not pay again. Ask checkout_status in 5 seconds.`
        : `Paid: ${total}. The order is ${orderId}, and the confirmation is on its way.`;
    case 'completed':
      return `Paid and completed: ${total}. The order is ${orderId}. Tell the customer that it is bought.`;
    case 'failed':
    case 'compensated':
    case 'compensating':
      return failedWords(view, error?.retryable ?? false);
  }
}

function failedWords({ status, error, compensation }: SagaView, isRetryableNow: boolean): string {
  const back = compensation?.refunds.length
    ? status === 'compensated'
      ? ' What was paid was given back.'
      : ' What was paid is being given back.'
    : ' Nothing was paid.';
  const mend =
    error?.code === 'PAYMENT_DECLINED'
      ? 'To pay in another way,'
      : 'Mend that in the cart or the address, then';
  const next = isRetryableNow ? 'Next: checkout_retry.' : `${mend} call checkout_start again.`;
  return `The checkout has failed: ${error?.message ?? 'it is not known why.'}${back} ${next}`;
}

/** The result that tells an error, with the code that it has here if it can fail a checkout. */
export function problemOf(thrown: unknown): ToolResult {
  const error = inOwnNames(publicError(thrown));
  const code = codeOf(error.code, error.extras.details?.reason) ?? SERVICE[error.code] ?? null;
  const next = NEXT[error.code];
  const { structuredContent, content, ...rest } = problemResult(
    next === undefined
      ? error
      : new RailError(error.code, error.message, { ...error.extras, nextAction: next }),
  );
  if (code === null) return { structuredContent, content, ...rest };
  const members = { ...structuredContent, code, retryable: isRetryable(code) };
  return told(content[0]?.text ?? '', members, rest);
}

/** An error about an address with the fields as these tools call them. */
function inOwnNames(error: RailError): RailError {
  const { fields } = error.extras.details ?? {};
  if (error.code !== 'invalid_shipping' || typeof fields !== 'object' || fields === null) return error;
  const named = Object.entries(fields).map(([name, fault]) => [FIELDS[name] ?? name, fault] as const);
  const details = { ...error.extras.details, fields: Object.fromEntries(named) };
  return new RailError(error.code, error.message, { ...error.extras, details });
}

const FIELDS: Readonly<Record<string, string>> = { region: 'state', postal_code: 'postalCode' };

/** What may help when it is only asked again. */
const SERVICE: Readonly<Record<string, 'PAYMENT_SERVICE_ERROR'>> = {
  upstream_unavailable: 'PAYMENT_SERVICE_ERROR',
  payment_unresolved: 'PAYMENT_SERVICE_ERROR',
};

const NEXT: Readonly<Record<string, string>> = {
  invalid_shipping:
    'Ask the customer for the whole address, and call checkout_start with it as shippingAddress.',
  delivery_unavailable: 'Ask the customer for another address, and call checkout_start with it.',
  payment_unresolved: 'Ask checkout_status in 5 seconds, and do not pay again.',
  needs_approval:
    'Tell the customer that a person has been asked, until expires_at. Once they have approved it, make the same call again: checkout_create_payment_session, or checkout_start with its paymentMethodId. Leave the cart as it is until then.',
  cart_empty: 'Put something into the cart with cart_add_item.',
  cart_already_completed: 'Read it with checkout_status. To buy again, put something into a cart.',
};
