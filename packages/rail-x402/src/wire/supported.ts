import { isMembers } from './fields.ts';

/**
 * Whether a facilitator lists x402 v2, scheme `exact`, on this network, in a `SupportedResponse`; null for anything
 * else than such a response.
 */
export function readSupported(value: unknown, network: string): boolean | null {
  if (!isMembers(value) || !Array.isArray(value.kinds)) return null;
  return value.kinds.some(
    (kind) =>
      isMembers(kind) && kind.x402Version === 2 && kind.scheme === 'exact' && kind.network === network,
  );
}
