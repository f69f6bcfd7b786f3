import { z } from 'zod';
import { mistake } from '../config/fields.ts';
import { DEMO_TENANT } from '../demo-shop.ts';
import { type ApiKey, SCOPES } from '../keys.ts';
import { only } from '../read-as.ts';
import { nameInput } from '../sellers/input.ts';
import type { Seller } from '../sellers.ts';

const SCOPE = `Write scopes out of ${SCOPES.join(', ')}`;

/** An API key as a seed file has it, and as `railyard key` makes it. */
export const keyInput = only(
  {
    name: nameInput.describe('What its operator calls it. No two keys of a file share one.'),
    tenant: nameInput.default(DEMO_TENANT).describe('Whose sellers it is for.'),
    scopes: z.array(z.enum(SCOPES, { error: SCOPE }), { error: SCOPE }).min(1, { error: SCOPE }),
    seller: nameInput
      .nullable()
      .optional()
      .describe('The handle of the one seller it is for; all of the tenant, unless it says otherwise.'),
  },
  'Write an object',
);

export type KeyInput = z.output<typeof keyInput>;

/** What this key stands for. Throws a sentence when it is for a seller whom its tenant does not have. */
export function keyFrom(input: Omit<KeyInput, 'name'>, id: string, seller: Seller | null): ApiKey {
  const { tenant } = input;
  const handle = input.seller ?? null;
  if (handle !== null && input.scopes.includes('operator'))
    throw mistake('A key with the scope "operator" is for all sellers of its tenant. Leave the seller out.');
  if (handle !== null && seller?.tenant !== tenant)
    throw mistake(`The tenant "${tenant}" has no seller "${handle}". Make it first.`);
  return { id, tenant, scopes: [...new Set(input.scopes)], seller: handle };
}
