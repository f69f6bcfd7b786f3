import { z } from '@hono/zod-openapi';
import type { Calling, Surface } from './surface.ts';

const clickOutput = z
  .object({
    variant_id: z.string(),
    clicks: z.int(),
    last_clicked_at: z.iso.datetime(),
  })
  .openapi('ReferralItem');

/** What became of a hand-off, as far as it can be seen from here. */
export const referralOutput = z
  .object({ referral_id: z.string(), items: z.array(clickOutput) })
  .openapi('Referral');

/** How often the links of a hand-off were followed; none of one that nobody has followed, or that is not the caller's. */
export async function findReferral(
  { clicks }: Surface,
  { caller }: Calling,
  id: string,
): Promise<z.output<typeof referralOutput>> {
  const found = await clicks(id);
  const isTheirs = found?.tenant === caller.tenant && found.principal === caller.id;
  const items = isTheirs ? found.items : [];
  return {
    referral_id: id,
    items: items.map(({ variant, count, countedAt }) => ({
      variant_id: variant,
      clicks: count,
      last_clicked_at: new Date(countedAt).toISOString(),
    })),
  };
}
