import { canonical, type JsonObject } from '@railyard/core/rail';
import { decodeText, encodeText } from './base64url.ts';
import { readJson } from './members.ts';

/** The `request` of `stripe/charge`. `amount` is in minor units. */
export interface Charge extends JsonObject {
  readonly amount: string;
  readonly currency: string;
  /** The order. */
  readonly externalId: string;
  readonly methodDetails: {
    readonly networkId: string;
    readonly paymentMethodTypes: readonly string[];
  };
}

/** JSON as the parameters `request` and `opaque` carry it: canonical, in base64url. */
export function encodeJson(value: JsonObject): string {
  return encodeText(canonical(value));
}

/** The JSON object in such a parameter, or null. */
export function decodeJson(encoded: string): JsonObject | null {
  const text = decodeText(encoded);
  return text === null ? null : readJson(text);
}

/** Whether a request asks for the same money, whatever the order. */
export function isSameCharge(encoded: string, asked: Charge): boolean {
  return canonical({ ...decodeJson(encoded), externalId: asked.externalId }) === canonical(asked);
}

/** The order that a request names, or null. */
export function externalIdOf(encoded: string): string | null {
  const externalId = decodeJson(encoded)?.externalId;
  return typeof externalId === 'string' ? externalId : null;
}
