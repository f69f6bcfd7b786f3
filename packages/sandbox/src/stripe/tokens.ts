import { methodOf } from './bank.ts';
import { missing, refused } from './errors.ts';
import type { TokenTerms } from './facts.ts';
import { type Form, groupOf, numberOf, textOf } from './form.ts';
import { metadataOf } from './metadata.ts';
import { currencyOf, positiveOf } from './money.ts';
import type { GrantedToken, IssuedToken, RiskInsight, UsageLimits } from './objects.ts';
import { drawId } from './open.ts';
import type { HeldToken, State } from './state.ts';
import { emit, type Happening, type Work } from './work.ts';

const HOUR = 3600;

/** What a token is made of. */
export interface Minting {
  /** To whom it is granted. */
  readonly account: string;
  readonly issuer: string;
  readonly method: string;
  readonly limits: UsageLimits;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly seller: HeldToken['seller'];
  readonly returnUrl?: string | null;
  readonly advice?: string;
}

/** Makes a token for a test payment method. */
export function mintToken({ state, now }: Pick<Happening, 'state' | 'now'>, minting: Minting): HeldToken {
  const {
    account,
    issuer,
    method,
    limits,
    metadata = {},
    seller,
    returnUrl = null,
    advice = 'continue',
  } = minting;
  const found = methodOf(method);
  if (!found) throw missing('PaymentMethod', method, 'payment_method');
  if (limits.expires_at !== null && limits.expires_at <= now)
    throw refused('The token must expire in the future.', { param: 'usage_limits[expires_at]' });
  const object: GrantedToken = {
    id: drawId(state, 'spt'),
    object: 'shared_payment.granted_token',
    agent_details: { network_business_profile: profileOf(state, issuer) },
    created: now,
    deactivated_at: null,
    deactivated_reason: null,
    livemode: false,
    payment_method_details: { billing_details: null, ...found.details },
    risk_details: { insights: { fraudulent_dispute: insightOf(advice) } },
    shared_metadata: metadata,
    usage_details: { amount_captured: { currency: limits.currency, value: 0 } },
    usage_limits: limits,
  };
  const token: HeldToken = { account, object, method, issuer, seller, returnUrl, reserved: 0 };
  state.tokens.set(object.id, token);
  return token;
}

function insightOf(advice: string): RiskInsight {
  return { recommended_action: advice, score: advice === 'continue' ? 5 : 90 };
}

function profileOf({ facts }: State, account: string): string | null {
  const all = [facts, facts.agent, facts.connected];
  return all.find((one) => one.account === account)?.profile ?? null;
}

/** A token of this account; throws when there is none. One that has expired is deactivated by now. */
export function tokenOf(work: Happening, id: string, param: string, status: 400 | 404 = 400): HeldToken {
  const token = work.state.tokens.get(id);
  if (!token || token.account !== work.account)
    throw missing('shared payment granted token', id, param, status);
  expire(work, token);
  return token;
}

function expire(work: Happening, token: HeldToken): void {
  const { expires_at } = token.object.usage_limits;
  if (expires_at === null || expires_at > work.now) return;
  deactivate(work, token, 'expired', expires_at);
}

/** Ends a token, once. */
export function deactivate(
  work: Happening,
  token: HeldToken,
  deactivated_reason: NonNullable<GrantedToken['deactivated_reason']>,
  deactivated_at = work.now,
): void {
  if (token.object.deactivated_at !== null) return;
  token.object = { ...token.object, deactivated_at, deactivated_reason };
  emit({ ...work, account: token.account }, 'shared_payment.granted_token.deactivated', token.object);
}

/** A token for these terms, from the agent. Gives its id. */
export function mintFor({ state, now }: Pick<Happening, 'state' | 'now'>, terms: TokenTerms): string {
  const { facts } = state;
  const { account = facts.account, currency = 'usd', maxAmount, expiresAt = now + HOUR } = terms;
  const token = mintToken(
    { state, now },
    {
      account,
      issuer: facts.agent.account,
      method: terms.paymentMethod ?? 'pm_card_visa',
      limits: { currency, expires_at: expiresAt, max_amount: maxAmount },
      seller: sellerOf(state, account),
      ...(terms.advice && { advice: terms.advice }),
    },
  );
  return token.object.id;
}

function sellerOf(state: State, account: string): HeldToken['seller'] {
  return { external_id: '', network_business_profile: profileOf(state, account) ?? '' };
}

/** Grants the asking account a token of its own, as a test helper. */
export function createGranted(work: Work): GrantedToken {
  const { facts } = work.state;
  const token = {
    ...readMinting(work.form, work.account),
    issuer: facts.agent.account,
    seller: sellerOf(work.state, work.account),
  };
  return mintToken(work, token).object;
}

export function retrieveGranted(work: Work): GrantedToken {
  return tokenOf(work, work.id, 'id', 404).object;
}

export function revokeGranted(work: Work): GrantedToken {
  const token = tokenOf(work, work.id, 'id', 404);
  deactivate(work, token, 'revoked');
  return token.object;
}

/** Reads what both ways to mint have in common. */
export function readMinting(form: Form, account: string): Omit<Minting, 'issuer' | 'seller'> {
  const limits = groupOf(form, 'usage_limits') ?? {};
  return {
    account,
    method: textOf(form, 'payment_method') ?? '',
    limits: {
      currency: currencyOf(limits, 'usage_limits[currency]'),
      expires_at: numberOf(limits, 'expires_at'),
      max_amount: positiveOf(limits, 'max_amount', 'usage_limits[max_amount]'),
    },
    metadata: metadataOf(form, 'shared_metadata'),
  };
}

/** The token as its agent sees it. */
export function issuedView({ object, method, seller, returnUrl }: HeldToken): IssuedToken {
  const { agent_details: _, payment_method_details: __, risk_details: ___, ...shared } = object;
  return {
    ...shared,
    object: 'shared_payment.issued_token',
    next_action: null,
    payment_method: method,
    return_url: returnUrl,
    seller_details: seller,
    setup_future_usage: null,
    status: object.deactivated_at === null ? 'active' : 'deactivated',
  };
}
