import type { CustomerDetails } from './objects.ts';

/** What is known of a buyer. */
export function buyerOf(email: string | null, more: Partial<CustomerDetails> = {}): CustomerDetails {
  return {
    address: null,
    business_name: null,
    email,
    individual_name: null,
    name: null,
    phone: null,
    tax_exempt: 'none',
    tax_ids: null,
    ...more,
  };
}
