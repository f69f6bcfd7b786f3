import type { JsonObject } from '@railyard/core/rail';
import { isMembers, readAddress, readUint } from './fields.ts';

/** What one payment has to be: `PaymentRequirements` of x402 v2. `amount` is in units of the token. */
export interface Requirement extends JsonObject {
  readonly scheme: 'exact';
  readonly network: `eip155:${string}`;
  readonly asset: string;
  readonly amount: string;
  readonly payTo: string;
  readonly maxTimeoutSeconds: number;
  /** The token's EIP-712 name and version, which the payer signs with. */
  readonly extra: { readonly name: string; readonly version: string };
}

const NETWORK = /^eip155:[1-9]\d{0,15}$/;

/** The requirement that a payer says they accepted, or null. Members that we do not know are left out. */
export function readRequirement(value: unknown): Requirement | null {
  if (!isMembers(value) || !isMembers(value.extra)) return null;
  const { scheme, network, maxTimeoutSeconds } = value;
  const { name, version } = value.extra;
  const asset = readAddress(value.asset);
  const payTo = readAddress(value.payTo);
  const amount = readUint(value.amount);

  if (scheme !== 'exact' || !isNetwork(network) || typeof maxTimeoutSeconds !== 'number') return null;
  if (asset === null || payTo === null || amount === null) return null;
  if (typeof name !== 'string' || typeof version !== 'string') return null;
  return { scheme, network, asset, amount, payTo, maxTimeoutSeconds, extra: { name, version } };
}

function isNetwork(value: unknown): value is Requirement['network'] {
  return typeof value === 'string' && NETWORK.test(value);
}
