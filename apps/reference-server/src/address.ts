import { z } from '@hono/zod-openapi';
import type { Address } from '@railyard/core';
import { line } from './text.ts';

/** What every address has, however its other members are written. */
export const placeFields = {
  name: line(120),
  line1: line(200),
  city: line(100),
  country: z
    .string()
    .regex(/^[A-Za-z]{2}$/, 'Send an ISO 3166-1 alpha-2 code, such as US.')
    .toUpperCase()
    .describe('ISO 3166-1 alpha-2, such as US.'),
};

const regionInput = line(100).nullish();
const SENT = { type: 'string' } as const;

/** A shipping address as agents send it. `state` is another name for `region`. */
export const addressInput = z
  .strictObject({
    ...placeFields,
    line2: line(200).nullish(),
    region: regionInput.describe(
      'State, province or region, by its code or its name: CA, US-CA and California are the same. Required in the US, Canada and Australia.',
    ),
    state: regionInput.describe('The same as region. Send one of the two.'),
    postal_code: line(20).nullish().describe('Required in the US, Canada and Australia.'),
    phone: line(40).nullish(),
  })
  .refine((address) => !address.region || !address.state, {
    path: ['state'],
    message: 'Send region or state, not both.',
  })
  .openapi('ShippingAddressInput', {
    not: { required: ['region', 'state'], properties: { region: SENT, state: SENT } },
  });

/** A shipping address as the API shows it. */
export const addressOutput = z
  .object({
    name: z.string(),
    line1: z.string(),
    line2: z.string().nullable(),
    city: z.string(),
    region: z.string().nullable(),
    postal_code: z.string().nullable(),
    country: z.string(),
    phone: z.string().nullable(),
  })
  .openapi('ShippingAddress');

export function readAddress(input: z.output<typeof addressInput>): Address {
  return {
    name: input.name,
    line1: input.line1,
    line2: input.line2 ?? null,
    city: input.city,
    region: input.region ?? input.state ?? null,
    postalCode: input.postal_code ?? null,
    country: input.country,
    phone: input.phone ?? null,
  };
}

export function shapeAddress({ postalCode, ...address }: Address): z.output<typeof addressOutput> {
  const { name, line1, line2, city, region: state, country, phone } = address;
  return { name, line1, line2, city, region: state, postal_code: postalCode, country, phone };
}

/** An address in one line, as people read it. */
export function addressLine({ name, line1, line2, city, region, postalCode, country }: Address): string {
  return [name, line1, line2, city, region, postalCode, country].filter(Boolean).join(', ');
}
