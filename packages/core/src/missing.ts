/** Throws for what has to be there by all that was checked before: a mistake of ours, or a damaged record. */
export function missing(what: string): never {
  throw new TypeError(`There is no ${what} where one has to be.`);
}
