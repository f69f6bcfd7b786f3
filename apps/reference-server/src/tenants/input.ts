import { z } from 'zod';
import { mistake } from '../config/fields.ts';
import { only } from '../read-as.ts';
import { nameInput } from '../sellers/input.ts';
import { TOKEN_ALGORITHMS, type TokenKey } from '../tenants.ts';
import { publicKey } from './token.ts';

const KEY = 'Write a public key as a JWK, with kty, kid and alg, and no private part';
const part = z
  .string({ error: KEY })
  .regex(/^[\w-]{1,2000}$/, { error: KEY })
  .optional();

const tokenKeyInput = only(
  {
    kid: z
      .string({ error: KEY })
      .min(1, { error: KEY })
      .max(200, { error: KEY })
      .describe('What the header of a token names it by.'),
    alg: z
      .enum(TOKEN_ALGORITHMS, { error: `Write one of ${TOKEN_ALGORITHMS.join(', ')}` })
      .describe('The only algorithm that it is used with.'),
    kty: z.enum(['EC', 'OKP', 'RSA'], { error: KEY }),
    crv: part,
    x: part,
    y: part,
    n: part,
    e: part,
  },
  KEY,
);

/** A tenant as a seed file has it. */
export const tenantInput = only(
  {
    id: nameInput.describe('The tenant that sellers and API keys name.'),
    token_keys: z
      .array(tokenKeyInput, { error: 'Write a list of public keys' })
      .max(20, { error: 'Keep 20 keys at most' })
      .refine((keys) => new Set(keys.map(({ kid }) => kid)).size === keys.length, {
        error: 'Give each key a kid of its own',
      })
      .describe('The keys that tokens of its users are signed with, in place of those before.'),
  },
  'Write an object with an id and token_keys',
);

/** Throws a sentence for a key that no token can be signed with. */
export async function checkTokenKey(key: TokenKey): Promise<void> {
  try {
    await publicKey(key);
  } catch {
    throw mistake(`The key "${key.kid}" is no ${key.alg} key.`);
  }
}
