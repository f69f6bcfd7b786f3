/** A deliberate mistake, as replacements in the engine's sources. Each place is there exactly once. */
export interface Mutant {
  readonly name: string;
  /** What the engine does then, in words. */
  readonly mistake: string;
  readonly edits: readonly { readonly file: string; readonly from: string; readonly to: string }[];
  /** The seed or the named history that is known to show it; null for one that does no harm. */
  readonly shows: number | string | null;
  /** Why it does no harm; null for a mistake that has to be caught. */
  readonly harmless: string | null;
}

export const CORE = 'core/src';
export const CHECKOUT = `${CORE}/checkout`;

export function mutant(
  name: string,
  mistake: string,
  shows: Mutant['shows'],
  edits: readonly (readonly [file: string, from: string, to: string])[],
  harmless: string | null = null,
): Mutant {
  return {
    name,
    mistake,
    edits: edits.map(([file, from, to]) => ({ file, from, to })),
    shows,
    harmless,
  };
}
