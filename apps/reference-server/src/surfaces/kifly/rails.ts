import { z } from '@hono/zod-openapi';
import type { Mount } from '@railyard/core';
import { DEFAULT_RAIL } from './page-choice.ts';
import { type Calling, ownSeller, type Surface } from './surface.ts';

const railOutput = z
  .object({
    payment_rail: z.string(),
    title: z.string(),
    payer: z.enum(['human', 'agent']),
    stage: z.enum(['live', 'beta']).describe('Beta until it has taken its first real payment here.'),
    settlement: z.string(),
    active: z.boolean().describe('Whether it takes payments now.'),
    currencies: z.array(z.string()),
    advice: z.string().describe('How to pay on it, or what to do instead.'),
  })
  .openapi('Rail');

export const railsOutput = z
  .object({ seller: z.string().nullable(), rails: z.array(railOutput) })
  .openapi('Rails');

/** The rails of a seller, or those of the platform when none is named and the caller's key is for all. */
export async function listRails(
  surface: Surface,
  { caller }: Calling,
  handle: string | null,
): Promise<z.output<typeof railsOutput>> {
  const named = caller.seller ?? handle;
  const seller = named ? await ownSeller(surface, caller, named) : null;
  const mounts = seller ? await surface.rails.of(seller) : surface.rails.platform;
  const rails = await Promise.all(latestOf(mounts).map((mount) => shapeRail(surface, mount, mounts)));
  return { seller: seller?.handle ?? null, rails };
}

/** One mount of each rail: of a replaced account nobody needs to know. */
function latestOf(mounts: readonly Mount[]): readonly Mount[] {
  const ids = [...new Set(mounts.map(({ rail }) => rail.id))];
  return ids.flatMap((id) => {
    const own = mounts.filter(({ rail }) => rail.id === id);
    return own.find(({ active }) => active) ?? own[0] ?? [];
  });
}

async function shapeRail(
  { activations, baseUrl }: Surface,
  { rail: { id, manifest }, active }: Mount,
  all: readonly Mount[],
): Promise<z.output<typeof railOutput>> {
  const { title, payer, settlement, currencies } = manifest;
  const isLive = manifest.stage === 'live' || (await activations.has(id));
  return {
    payment_rail: id,
    title,
    payer,
    stage: isLive ? 'live' : 'beta',
    settlement,
    active,
    currencies: Object.keys(currencies),
    advice: active ? howTo(id, payer, baseUrl) : instead(all, baseUrl),
  };
}

function howTo(rail: string, payer: 'human' | 'agent', baseUrl: string): string {
  return payer === 'human'
    ? `Get the buyer a page: ${linkTo(rail, baseUrl)}.`
    : `Check the cart out without a payment to get its challenge: POST ${baseUrl}/api/agent/cart/{cart_id}/checkout.`;
}

function linkTo(rail: string, baseUrl: string): string {
  return `POST ${baseUrl}/api/agent/payment-link with payment_rail "${rail}"`;
}

/** The way out is the rail that needs nothing of the buyer, if there is one. */
function instead(mounts: readonly Mount[], baseUrl: string): string {
  const others = mounts.filter(({ active }) => active);
  const pages = others.filter(({ rail }) => rail.manifest.payer === 'human');
  const page = pages.find(({ rail }) => rail.id === DEFAULT_RAIL) ?? pages[0];
  if (page) return `Not active. Get the buyer a page: ${linkTo(page.rail.id, baseUrl)}.`;
  const [other] = others;
  return other ? `Not active. Use "${other.rail.id}".` : 'Not active, and no other rail is.';
}
