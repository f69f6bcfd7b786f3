import { type Prepared, type Purchase, type RailContext, RailError, type Refusal } from '@railyard/core/rail';
import type { Returning, Settings } from './options.ts';
import { termsOf } from './terms.ts';

/** Coinbase's bound for an address. */
const LONGEST_URL = 2_048;
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Fixes what Coinbase will be asked. Throws `configuration` for a secret that is no key, and a bad `returnUrl`. */
export async function prepare(
  settings: Settings,
  purchase: Purchase,
  context: RailContext,
): Promise<Prepared | Refusal> {
  if (purchase.total.currency !== 'usd')
    return { refused: 'currency_unsupported', message: 'Pay in dollars: USDC stands for no other currency.' };
  await settings.api.signer.check();
  const { attempt, tenant } = context;
  const { cart, order } = purchase;
  const returnUrl = addressOf(settings, { attempt, tenant, cart, order });
  return { prepared: termsOf(settings, purchase, context, returnUrl) };
}

function addressOf({ returnUrl, returnsTo }: Settings, payment: Returning): string {
  const address: unknown = returnUrl(payment);
  if (typeof address === 'string' && isTaken(address, returnsTo)) return address;
  throw new RailError(
    'configuration',
    `Rail "coinbase" has a returnUrl that gives no https address of at most ${LONGEST_URL} characters.`,
  );
}

function isTaken(address: string, returnsTo: Settings['returnsTo']): boolean {
  if (address.length > LONGEST_URL || !URL.canParse(address)) return false;
  if (address.startsWith('https://')) return true;
  return returnsTo === 'loopback' && address.startsWith('http://') && LOOPBACK.has(new URL(address).hostname);
}
