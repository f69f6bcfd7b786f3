import { type Form, groupOf, textOf } from './form.ts';

/** A postal address. */
export type Address = Readonly<
  Record<'city' | 'country' | 'line1' | 'line2' | 'postal_code' | 'state', string | null>
>;

/** The address in a form; what it does not say is null. */
export function addressOf(form: Form): Address {
  const address = groupOf(form, 'address') ?? {};
  const part = (name: string): string | null => textOf(address, name);
  return {
    city: part('city'),
    country: part('country'),
    line1: part('line1'),
    line2: part('line2'),
    postal_code: part('postal_code'),
    state: part('state'),
  };
}
