/**
 * The store's space for what an operator says of spending, and for how often whoever decides was mailed, which ends when
 * it is due.
 */
export const SPENDING_SPACE = 'spending';
