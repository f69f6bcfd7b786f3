import { missing, refused, unsupported } from '../errors.ts';
import { type Form, groupOf, numberOf, textOf } from '../form.ts';
import { positiveOf } from '../money.ts';
import { ownOf, pageOf } from '../pages.ts';
import { emit, type Happening, type Work } from '../work.ts';
import { authorize, shownAuthorization } from './authorize.ts';
import { cardOf, chargedCard } from './cards.ts';
import { merchantOf } from './merchants.ts';
import type { BareAuthorization, StripeAuthorization, VerificationData } from './objects.ts';
import { countOnce, takeMoney } from './payments.ts';
import type { HeldAuthorization } from './state.ts';
import { takenOf } from './taken.ts';

const CHECKS = ['address_line1_check', 'address_postal_code_check', 'cvc_check', 'expiry_check'] as const;

/** Has a merchant ask for an authorization, as a test helper. Declined ones are answered with 200 too. */
export async function createAuthorization(work: Work): Promise<StripeAuthorization> {
  const { form } = work;
  const held = await authorize(work, {
    card: chargedCard(work),
    amount: positiveOf(form, 'amount'),
    merchant: merchantOf(form),
    method: (textOf(form, 'authorization_method') ?? 'online') as BareAuthorization['authorization_method'],
    checks: checksOf(form),
  });
  return shownAuthorization(work.state, held);
}

function checksOf(form: Form): VerificationData {
  const group = groupOf(form, 'verification_data') ?? {};
  for (const name of ['authentication_exemption', 'three_d_secure'])
    if (group[name] !== undefined) throw unsupported(`verification_data[${name}]`);
  const checks = CHECKS.map((name) => [name, textOf(group, name) ?? 'not_provided'] as const);
  const plain = { authentication_exemption: null, postal_code: null, three_d_secure: null };
  return { ...plain, ...(Object.fromEntries(checks) as Pick<VerificationData, (typeof CHECKS)[number]>) };
}

export function retrieveAuthorization(work: Work): StripeAuthorization {
  return shownAuthorization(work.state, authorizationOf(work));
}

/** The authorizations that a form asks for. */
export function listAuthorizations(work: Work): object {
  const { form, state } = work;
  const [card, cardholder] = [textOf(form, 'card'), textOf(form, 'cardholder')];
  const status = textOf(form, 'status');
  const fitting = ownOf(work, state.authorizations).filter(
    (one) =>
      (card === null || state.authorizations.get(one.id)?.card === card) &&
      (cardholder === null || one.cardholder === cardholder) &&
      (status === null || one.status === status),
  );
  return pageOf('/v1/issuing/authorizations', form, fitting.map(shownIn(work)));
}

function shownIn({ state }: Work): (bare: BareAuthorization) => BareAuthorization {
  return (bare) => {
    const held = state.authorizations.get(bare.id);
    return held ? shownAuthorization(state, held) : bare;
  };
}

/** Has the merchant take what was authorized: less, or more, when the form says so. */
export function captureAuthorization(work: Work): StripeAuthorization {
  const { form, state } = work;
  const held = authorizationOf(work);
  const amount =
    form.capture_amount === undefined ? remainderOf(work, held) : positiveOf(form, 'capture_amount');
  capture(work, held, amount, form.close_authorization === 'false' ? 'pending' : 'closed');
  return shownAuthorization(state, held);
}

/** Takes money that was authorized. */
export function capture(
  work: Happening,
  held: HeldAuthorization,
  amount: number,
  status: 'pending' | 'closed',
): void {
  checkOpen(held, 'captured');
  const card = cardOf(work, held.card, 'card');
  const { id: authorization, merchant_data: merchant } = held.object;
  takeMoney(work, card, { amount, authorization, merchant });
  change(work, held, { status });
  countOnce(work, card, held);
}

/** What can still be taken of an authorization. */
export function remainderOf({ state }: Pick<Work, 'state'>, { object }: HeldAuthorization): number {
  return Math.max(0, object.amount - takenOf(state, object.id));
}

/** Has the merchant give up what was authorized, or a part of it. */
export function reverseAuthorization(work: Work): StripeAuthorization {
  const { form, state } = work;
  const held = authorizationOf(work);
  const left = remainderOf(work, held);
  const amount = numberOf(form, 'reverse_amount') ?? left;
  if (amount < 1 || amount > left)
    throw refused(`Between 1 and ${left} can be reversed.`, { param: 'reverse_amount' });
  reverse(work, held, amount);
  return shownAuthorization(state, held);
}

/** Gives up a part of an authorization, or all that is left. */
export function reverse(work: Happening, held: HeldAuthorization, amount: number): void {
  checkOpen(held, 'reversed');
  const left = held.object.amount - amount;
  const status = amount === remainderOf(work, held) ? 'reversed' : 'pending';
  change(work, held, { amount: left, merchant_amount: left, status });
}

/** Has an authorization run out of time. */
export function expireAuthorization(work: Work): StripeAuthorization {
  const held = authorizationOf(work);
  checkOpen(held, 'expired');
  change(work, held, { status: 'expired' });
  return shownAuthorization(work.state, held);
}

function change(work: Happening, held: HeldAuthorization, changes: Partial<BareAuthorization>): void {
  held.object = { ...held.object, ...changes };
  emit(work, 'issuing_authorization.updated', shownAuthorization(work.state, held));
}

function checkOpen({ object }: HeldAuthorization, done: string): void {
  if (object.approved && object.status === 'pending') return;
  const was = object.approved ? object.status : 'declined';
  throw refused(`An authorization that is ${was} cannot be ${done}.`);
}

function authorizationOf({ state, account, id }: Work): HeldAuthorization {
  const held = state.authorizations.get(id);
  if (held?.account === account) return held;
  throw missing('issuing authorization', id, 'id', 404);
}
