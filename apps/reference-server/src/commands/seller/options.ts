import { mistake } from '../../config/fields.ts';
import { readAs } from '../../read-as.ts';
import { type SellerInput, sellerInput } from '../../sellers/input.ts';
import type { Seller } from '../../sellers.ts';

/** What a seller is made of and changed by, beside where it is paid. */
export const OPTIONS = {
  name: { type: 'string' },
  'delivery-fee': { type: 'string' },
  countries: { type: 'string' },
  states: { type: 'string' },
  cities: { type: 'string' },
  purchasable: { type: 'boolean' },
  'discovery-only': { type: 'boolean' },
  storefront: { type: 'string' },
  'storefront-hosts': { type: 'string' },
} as const;

type Set = Partial<Record<keyof typeof OPTIONS, string | boolean>>;

/** What these options change of a seller, not yet read. */
export function changesIn(set: Set, seller: Seller | null): Record<string, unknown> {
  if (set.purchasable && set['discovery-only'])
    throw mistake('Say --purchasable or --discovery-only, not both.');
  const { countries, states, cities } = set;
  const coverage = {
    ...seller?.coverage,
    ...(countries !== undefined && { countries: listOf(countries) }),
    ...(states !== undefined && { states: listOf(states) }),
    ...(cities !== undefined && { cities: listOf(cities) }),
  };
  return {
    ...(set.name !== undefined && { name: set.name }),
    ...(set['delivery-fee'] !== undefined && { delivery_fee: wholeIn(set['delivery-fee']) }),
    ...(Object.keys(coverage).length > 0 && { coverage }),
    ...(set.purchasable && { purchasable: true }),
    ...(set['discovery-only'] && { purchasable: false }),
    ...storefrontIn(set, seller),
  };
}

function storefrontIn(set: Set, seller: Seller | null): Record<string, unknown> {
  const { storefront: url, 'storefront-hosts': hosts } = set;
  if (url === undefined && hosts === undefined) return {};
  if (url === 'none') return { storefront: null };
  const of = url ?? seller?.storefront?.url;
  return { storefront: { url: of, ...(hosts !== undefined && { hosts: listOf(hosts) }) } };
}

/** Null is all of them. */
function listOf(text: string | boolean): readonly string[] | null {
  return text === 'all' ? null : String(text).split(',');
}

function wholeIn(text: string | boolean): number {
  return /^\d+$/.test(String(text)) ? Number(text) : Number.NaN;
}

/** What is read of it. Throws a sentence that names the option with a mistake. */
export function readSeller(value: unknown): SellerInput {
  return readAs(sellerInput, value, (path) => {
    const names = path.filter((step) => typeof step === 'string' && step !== 'coverage' && step !== 'url');
    if (names.length === 0) return path.includes('coverage') ? '--countries' : 'The seller';
    return names[0] === 'handle' ? 'The handle' : `--${names.join('-').replaceAll('_', '-')}`;
  });
}
