import * as fc from 'fast-check';

/** Texts of plain letters, and of any code units, also such as are half a character. */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  const units = fc.array(fc.nat(0xffff), { maxLength });
  return fc.oneof(
    fc.string({ maxLength }),
    units.map((all) => String.fromCharCode(...all)),
  );
}
