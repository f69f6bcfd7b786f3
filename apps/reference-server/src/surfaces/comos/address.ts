import { z } from '@hono/zod-openapi';
import type { Address } from '@railyard/core';
import { line } from '../kifly/text.ts';

/** A shipping address as agents send it here. */
export const addressInput = z.strictObject({
  name: line(120),
  line1: line(200),
  line2: line(200).optional(),
  city: line(100),
  state: line(100)
    .optional()
    .describe('State, province or region; required in the US, Canada and Australia.'),
  postalCode: line(20).optional().describe('Required in the US, Canada and Australia.'),
  country: z
    .string()
    .regex(/^[A-Za-z]{2}$/, 'Send an ISO 3166-1 alpha-2 code, such as US.')
    .toUpperCase()
    .describe('ISO 3166-1 alpha-2, such as US.'),
  phone: line(40).optional(),
});

export function readAddress(input: z.output<typeof addressInput>): Address {
  const { name, line1, line2 = null, city, state = null, postalCode = null, country, phone = null } = input;
  return { name, line1, line2, city, region: state, postalCode, country, phone };
}
