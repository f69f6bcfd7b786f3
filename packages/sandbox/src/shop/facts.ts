/** What a client of the local shop has to know. The keys are worth nothing elsewhere. */
export interface ShopFacts {
  /** Where its API is: paths such as `/products` follow. */
  readonly url: string;
  readonly name: string;
  /** Of all its prices, in lower case. */
  readonly currency: 'usd';
  /** The platform's key, for `Authorization: Bearer`. */
  readonly apiKey: string;
  /** Somebody whose account is linked already: the token goes into the header `Customer-Token`. */
  readonly customer: { readonly id: string; readonly email: string; readonly token: string };
}
