/** Corner Market, by the name that its carts have as their seller. */
export const CORNER_MARKET = 'corner-market';

/** The merchants elsewhere at which a platform can buy, by their names in the API. */
export const MERCHANT_NAMES: readonly string[] = [CORNER_MARKET];
