import type { JsonObject, Purchase, RailContext } from '@railyard/core/rail';
import type { Settings } from './options.ts';

/** What the buyer's agent is given, whole: who sells, where each thing is, and that nothing was bought here. */
export async function handoffOf(
  { seller: { name, handle, storefront }, disclaimer, links }: Settings,
  { lines }: Purchase,
  context: Pick<RailContext, 'attempt' | 'now'>,
): Promise<JsonObject> {
  const referral = referralOf(context.attempt);
  const now = context.now();
  const minted = await Promise.all(
    lines.map(async ({ variant }) => (links ? links.mint({ referral, seller: handle, variant }, now) : null)),
  );
  const expiresAt = minted.find((link) => link !== null)?.expiresAt;
  return {
    seller: { name, handle, storefront_url: storefront },
    items: lines.map(({ variant, title, quantity }, at) => ({
      variant_id: variant,
      title,
      quantity,
      link: minted[at]?.url ?? null,
    })),
    disclaimer,
    referral_id: referral,
    ...(expiresAt !== undefined && { expires_at: new Date(expiresAt).toISOString() }),
  };
}

/** The attempt under a name of its own, so that nobody asks about it as they ask about a session. */
function referralOf(attempt: string): string {
  return `ref_${attempt.replace(/^att_/, '')}`;
}
