import { mistake } from '../config/fields.ts';

/** Where the buyer of an attempt comes back to from a provider's page. */
export type ReturnUrl = (payment: {
  readonly tenant: string;
  readonly cart: string;
  readonly attempt: string;
}) => string;

/** The page of a server at this address that shows a buyer who comes back where the payment stands. */
export function returnTo(baseUrl: string): ReturnUrl {
  return ({ tenant, cart, attempt }) =>
    `${baseUrl}/return/${[tenant, cart, attempt].map(encodeURIComponent).join('/')}`;
}

/** Throws `configuration` where a provider cannot send buyers back to: it knows https addresses alone. */
export function checkHttps(provider: string, returnUrl: ReturnUrl): void {
  if (returnUrl({ tenant: '-', cart: '-', attempt: '-' }).startsWith('https:')) return;
  throw mistake(
    `${provider} sends buyers back to https addresses alone. Set BASE_URL to that of this server.`,
  );
}
