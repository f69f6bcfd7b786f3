import { missing, unsupported } from '../errors.ts';
import { textOf } from '../form.ts';
import { positiveOf } from '../money.ts';
import { ownOf, pageOf } from '../pages.ts';
import type { Work } from '../work.ts';
import { cardOf } from './cards.ts';
import { merchantOf } from './merchants.ts';
import type { StripeTransaction } from './objects.ts';
import { countPayment, takeMoney } from './payments.ts';

export function retrieveTransaction({ state, account, id }: Work): StripeTransaction {
  const held = state.transactions.get(id);
  if (held?.account === account) return held.object;
  throw missing('issuing transaction', id, 'id', 404);
}

/** The transactions that a form asks for. */
export function listTransactions(work: Work): object {
  const { form, state } = work;
  const wanted = (['card', 'cardholder', 'type'] as const).map((name) => [name, textOf(form, name)] as const);
  const fitting = ownOf(work, state.transactions).filter((one) =>
    wanted.every(([name, value]) => value === null || one[name] === value),
  );
  return pageOf('/v1/issuing/transactions', form, fitting);
}

/** Has a merchant take money that nobody authorized: no status and no control of the card keeps it from that. */
export function forceCapture(work: Work): StripeTransaction {
  const { form } = work;
  const card = cardOf(work, textOf(form, 'card') ?? '', 'card');
  const currency = textOf(form, 'currency') ?? card.object.currency;
  if (currency !== card.object.currency) throw unsupported('currency');
  const taking = { amount: positiveOf(form, 'amount'), authorization: null, merchant: merchantOf(form) };
  const transaction = takeMoney(work, card, taking);
  countPayment(work, card);
  return transaction;
}
