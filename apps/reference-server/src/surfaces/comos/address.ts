import { z } from '@hono/zod-openapi';
import type { Address } from '@railyard/core';
import { placeFields, readAddress as read } from '../../address.ts';
import { line } from '../../text.ts';

/** A shipping address as agents send it here. */
export const addressInput = z.strictObject({
  ...placeFields,
  line2: line(200).optional(),
  state: line(100)
    .optional()
    .describe('State, province or region; required in the US, Canada and Australia.'),
  postalCode: line(20).optional().describe('Required in the US, Canada and Australia.'),
  phone: line(40).optional(),
});

export function readAddress({ postalCode, ...address }: z.output<typeof addressInput>): Address {
  return read({ ...address, postal_code: postalCode });
}
