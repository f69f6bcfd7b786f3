import { z } from 'zod';
import { DEMO_TENANT } from '../demo-shop.ts';
import { isLoopback } from '../loopback.ts';
import { mistake, oneOf, whole } from './fields.ts';

/** How people may let agents shop for them. */
export interface OauthSettings {
  /** The tenant that people who sign in belong to. */
  readonly tenant: string;
  /** The handle of the one seller that clients buy from; null for all of the tenant. */
  readonly seller: string | null;
  /** How often clients may begin from one address; 0 for any number. */
  readonly startsPerMinute: number;
}

/** The variables of OAuth. */
export const oauthFields = {
  OAUTH: oneOf('OAUTH', ['on', 'off']).optional(),
  OAUTH_TENANT: z
    .string()
    .regex(
      /^[\w-]{1,64}$/,
      'OAUTH_TENANT is no tenant. Set it to the one of your sellers, of at most 64 letters, digits, hyphens and underscores.',
    )
    .default(DEMO_TENANT),
  OAUTH_SELLER: z.string().optional(),
  OAUTH_RATE_PER_MINUTE: whole('OAUTH_RATE_PER_MINUTE', 0, 1_000_000, 60),
};

type Set = z.output<z.ZodObject<typeof oauthFields>>;

/** OAuth where it is wanted and can be; null elsewhere. Throws `configuration` when it is wanted and cannot be. */
export function readOauth(
  set: Set,
  { baseUrl, hasMail }: { readonly baseUrl: string; readonly hasMail: boolean },
): OauthSettings | null {
  const { protocol, hostname } = new URL(baseUrl);
  const { OAUTH: wanted, OAUTH_TENANT: tenant, OAUTH_SELLER: seller = null } = set;
  const isPrivate = protocol === 'https:' || isLoopback(hostname);
  if (wanted === 'off') return null;
  if (hasMail && isPrivate) return { tenant, seller, startsPerMinute: set.OAUTH_RATE_PER_MINUTE };
  if (wanted === undefined) return null;
  throw mistake(
    hasMail
      ? 'OAUTH is "on", and tokens would pass in the open. Set BASE_URL to the https address of this server, or OAUTH to "off".'
      : 'OAUTH is "on", and no mail is sent by which people could sign in. Set MAIL_URL and MAIL_FROM, or OAUTH to "off".',
  );
}
