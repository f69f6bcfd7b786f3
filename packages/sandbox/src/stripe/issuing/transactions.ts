import { missing } from '../errors.ts';
import { textOf } from '../form.ts';
import { positiveOf } from '../money.ts';
import { ownOf, pageOf } from '../pages.ts';
import type { Work } from '../work.ts';
import { chargedCard } from './cards.ts';
import { merchantOf } from './merchants.ts';
import type { StripeTransaction } from './objects.ts';
import { forceMoney } from './payments.ts';

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

/** Has a merchant take money that nobody authorized, as a test helper. */
export function forceCapture(work: Work): StripeTransaction {
  const card = chargedCard(work);
  return forceMoney(work, card, positiveOf(work.form, 'amount'), merchantOf(work.form));
}
