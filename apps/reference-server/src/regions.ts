import { iso31661, iso31662 } from 'iso-3166';

/** Kosovo has no code of ISO 3166-1, and mail goes there under this one. */
const COUNTRIES: ReadonlySet<string> = new Set([...iso31661.map(({ alpha2 }) => alpha2), 'XK']);

/** Where mail goes to as to a state, although ISO 3166-2 has none of these. */
const MILITARY = [
  { code: 'US-AA', name: 'Armed Forces Americas' },
  { code: 'US-AE', name: 'Armed Forces Europe' },
  { code: 'US-AP', name: 'Armed Forces Pacific' },
];

/** Codes of ISO 3166-2 without their country, by country and by each way to write them. */
const CODES = new Map(
  [...iso31662, ...MILITARY].flatMap(({ code, name }) => {
    const [country = '', region = ''] = code.split('-');
    return [region, code, name].map((written) => [keyOf(country, written), region] as const);
  }),
);

/** Whether these two capital letters are a country's. */
export function isCountry(code: string): boolean {
  return COUNTRIES.has(code);
}

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
