/**
 * The store's space for what buying at merchants needs beside carts: the accounts that buyers have linked there, and when
 * an order is to be delivered.
 */
export const MERCHANT_SPACE = 'merchant';
