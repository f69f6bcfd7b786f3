import {
  type Credential,
  canonical,
  type JsonObject,
  type Purchase,
  type RailContext,
  RailError,
} from '@railyard/core/rail';
import type { Settings } from './options.ts';
import type { Presented } from './wire/credential.ts';
import { isMembers } from './wire/members.ts';

/** What Stripe is asked for one attempt, whatever the options say later. */
export interface Terms extends JsonObject {
  /** `Stripe-Version` of the call that takes the token. */
  readonly version: string;
  /** The connected account that charges; null for the platform's own. */
  readonly account: string | null;
  /** All that the PaymentIntent is made of, but the token. */
  readonly params: JsonObject;
}

// Stripe's bound for a value of metadata.
const LONGEST_VALUE = 500;

/** Fixes what Stripe is asked. Throws `configuration` when the platform's fee makes no sense. */
export function termsOf(
  settings: Settings,
  purchase: Purchase,
  credential: Credential<Presented>,
  context: Pick<RailContext, 'attempt' | 'deployment' | 'tenant'>,
): Terms {
  const { connect, previewVersion: version } = settings;
  const { amount, currency } = purchase.total;
  const fee = feeOf(settings, purchase);
  return {
    version,
    account: connect.account ?? null,
    params: {
      amount,
      currency,
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      metadata: metadataOf({
        railyard_attempt: context.attempt,
        railyard_deployment: context.deployment ?? undefined,
        railyard_tenant: context.tenant,
        railyard_cart: purchase.cart,
        railyard_order: purchase.order,
        mpp_challenge_id: credential.facts.challenge,
        mpp_external_id: credential.facts.external_id,
      }),
      ...(fee > 0 && { application_fee_amount: fee }),
      ...(connect.onBehalfOf !== undefined && { on_behalf_of: connect.onBehalfOf }),
      ...(connect.transferTo !== undefined && { transfer_data: { destination: connect.transferTo } }),
      ...(connect.transferGroup !== undefined && { transfer_group: connect.transferGroup }),
    },
  };
}

function feeOf({ connect: { applicationFeeAmount = 0 } }: Settings, { total }: Purchase): number {
  const fee = typeof applicationFeeAmount === 'function' ? applicationFeeAmount(total) : applicationFeeAmount;
  if (Number.isSafeInteger(fee) && fee >= 0 && fee <= total.amount) return fee;
  throw new RailError(
    'configuration',
    'Rail "stripe-mpp" has an applicationFeeAmount that is no part of the total. Give whole minor units from 0 to the total.',
  );
}

function metadataOf(values: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const fit = Object.entries(values).flatMap(([name, value]) =>
    value === undefined || value.length > LONGEST_VALUE ? [] : [[name, value] as const],
  );
  return Object.fromEntries(fit);
}

/** The terms that were stored; null when none were. */
export function readTerms(prepared: JsonObject | null): Terms | null {
  const { version, account, params } = prepared ?? {};
  if (typeof version !== 'string' || !isMembers(params)) return null;
  return { version, account: typeof account === 'string' ? account : null, params };
}

/** What is sent with this token. In one order, whatever a store makes of objects: the same terms, the same bytes. */
export function paramsFor({ params }: Terms, token: string): JsonObject {
  const whole = { ...params, payment_method_data: { shared_payment_granted_token: token } };
  return JSON.parse(canonical(whole)) as JsonObject;
}
