import { type Address, RailError } from '@railyard/core';
import { isCountry, regionCode } from '../regions.ts';

interface PostalCode {
  readonly form: RegExp;
  readonly example: string;
}

/** Where every address has a state or province and a postal code, and what such a code looks like. */
const POSTAL_CODES: Readonly<Record<string, PostalCode>> = {
  AU: { form: /^\d{4}$/, example: '2000' },
  CA: { form: /^[a-z]\d[a-z][ -]?\d[a-z]\d$/i, example: 'K1A 0B1' },
  US: { form: /^\d{5}(?:[ -]?\d{4})?$/, example: '68508' },
};

/** Throws `invalid_shipping` for an address that nothing can be sent to, with what is wrong by field. */
export function checkAddress(address: Address): void {
  const faults = faultsIn(address);
  if (faults.length === 0) return;
  const told = faults.map(([name, fault]) => `${name}: ${fault}`).join(' ');
  throw new RailError('invalid_shipping', `The address cannot be right. ${told}`, {
    details: { fields: Object.fromEntries(faults) },
    nextAction: `Ask the user for the ${faults.map(([name]) => name).join(' and the ')}, and send the whole address again.`,
  });
}

function faultsIn({ country, region, postalCode }: Address): readonly (readonly [string, string])[] {
  if (!isCountry(country)) return [['country', `There is no country "${country}".`]];
  const known = POSTAL_CODES[country];
  if (!known) return [];
  return Object.entries({
    region: regionFault(country, region),
    postal_code: postalFault(country, postalCode, known),
  }).filter((entry): entry is [string, string] => entry[1] !== null);
}

function regionFault(country: string, region: string | null): string | null {
  if (region === null) return `Required in ${country}.`;
  return regionCode(country, region) === null ? `There is no region "${region}" in ${country}.` : null;
}

function postalFault(country: string, code: string | null, { form, example }: PostalCode): string | null {
  if (code === null) return `Required in ${country}.`;
  return form.test(code) ? null : `"${code}" is no postal code of ${country}, such as ${example}.`;
}
