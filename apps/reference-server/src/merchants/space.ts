/** The store's space for when an order at a merchant is to be delivered. */
export const MERCHANT_SPACE = 'merchant';

/** The store's space for the accounts that buyers have linked at merchants. */
export const LINKED_ACCOUNT_SPACE = 'linked_account';
