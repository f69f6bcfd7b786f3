import type { Approval } from '@railyard/core/spend';
import { sign, verify } from 'hono/jwt';
import { z } from 'zod';

/** What a link to a decision says. */
const claims = z.object({
  aud: z.literal('approval'),
  tenant: z.string(),
  approval: z.string(),
  /** When the question ends, in milliseconds since 1970: a question that is asked anew has another end. */
  until: z.number(),
  /** The id of who was mailed it, as the record of the decision names them. */
  by: z.string(),
});

export type Claims = Omit<z.output<typeof claims>, 'aud'>;

/** Links with which whoever decides is known: each is for one question, and for one reader. */
export interface ApprovalLinks {
  make(approval: Approval, by: string): Promise<string>;
  /** What a token says that one of our secrets has signed; null for any other. Whether it has ended is not asked. */
  read(token: string): Promise<Claims | null>;
}

export const APPROVE = '/approve';
const ALG = 'HS256';
const MOST = 2_000;

/** Signs with the first secret, and knows what any of them has signed. */
export function approvalLinks(secrets: readonly string[], baseUrl: string): ApprovalLinks {
  const [newest = ''] = secrets;
  return {
    async make({ tenant, id: approval, expiresAt: until }, by) {
      const said: z.output<typeof claims> = { aud: 'approval', tenant, approval, until, by };
      return `${baseUrl}${APPROVE}/${await sign(said, newest, ALG)}`;
    },
    async read(token) {
      if (token.length > MOST) return null;
      for (const secret of secrets) {
        const payload = await verify(token, secret, { alg: ALG, exp: false }).catch(() => null);
        if (payload) return claims.safeParse(payload).data ?? null;
      }
      return null;
    },
  };
}
