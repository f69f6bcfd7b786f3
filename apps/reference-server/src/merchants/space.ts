/** The store's space for what was agreed on about orders at merchants, and how the cards end that these were shown. */
export const MERCHANT_SPACE = 'merchant';

/** The store's space for the accounts that buyers have linked at merchants. */
export const LINKED_ACCOUNT_SPACE = 'linked_account';
