import { iso31662 } from 'iso-3166';

/** Codes of ISO 3166-2 without their country, by country and by each way to write them. */
const CODES = new Map(
  iso31662.flatMap(({ code, name }) => {
    const [country = '', region = ''] = code.split('-');
    return [region, code, name].map((written) => [keyOf(country, written), region] as const);
  }),
);

/** The code of a state, province or region of a country, however it is written; null when it is none. */
export function regionCode(country: string, written: string): string | null {
  return CODES.get(keyOf(country, written)) ?? null;
}

/** The same for all spellings: without case, accents, spaces and dots. */
function keyOf(country: string, written: string): string {
  const letters = written
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
  return `${country}:${letters}`;
}
