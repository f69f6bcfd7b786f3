import { z } from '@hono/zod-openapi';
import type { Mount } from '@railyard/core';
import type { Seller } from '../../sellers.ts';
import { line } from '../../text.ts';
import type { Steps } from './next/steps.ts';
import { CHOOSER_RAIL, choosePage, DEFAULT_RAIL, REFERRING_RAIL } from './page-choice.ts';
import { type Buying, type Calling, ownSeller, type Surface } from './surface.ts';
import { onlyReferred } from './words.ts';

const railOutput = z
  .object({
    payment_rail: z.string(),
    title: z.string(),
    payer: z.enum(['human', 'agent', 'platform']),
    stage: z.enum(['live', 'beta']).describe('Beta until it has taken its first real payment here.'),
    settlement: z.string(),
    active: z.boolean().describe('Whether it takes payments now.'),
    preferred: z.boolean().describe('Whether it is the one where no rail is named.'),
    currencies: z.array(z.string()).describe('Those that it takes; of a seller its own alone.'),
    advice: z.string().describe('How to pay on it, or what to do instead.'),
  })
  .openapi('Rail');

export const railsOutput = z
  .object({ seller: z.string().nullable(), rails: z.array(railOutput) })
  .openapi('Rails');

export const railsInput = z.strictObject({
  seller_handle: line(100).optional().describe('Look at one seller alone.'),
});

/** A call for rails. */
export interface RailsCall extends z.output<typeof railsInput> {
  /** The calls that the advice is told in. */
  readonly steps: Steps;
}

/** The rails of a seller, or those of the platform when none is named and the caller's key is for all. */
export async function listRails(
  surface: Surface,
  { caller }: Calling,
  { seller_handle, steps }: RailsCall,
): Promise<z.output<typeof railsOutput>> {
  const named = seller_handle ?? caller.seller;
  const seller = named === null ? null : await ownSeller(surface, caller, named);
  return { seller: seller?.handle ?? null, rails: await railsOf(surface, seller, steps) };
}

/** The rails of this seller, or those of the platform for none, with advice in these calls. */
export async function railsOf(
  surface: Surface,
  seller: Seller | null,
  steps: Steps,
): Promise<z.output<typeof railsOutput>['rails']> {
  const mounts = seller ? await surface.rails.of(seller) : surface.rails.platform;
  const listing = { all: mounts, currency: seller?.currency ?? null };
  const sold = latestOf(mounts).map((mount) => {
    const advice = mount.active ? howTo(mount.rail, steps) : instead(mounts, steps);
    return shapeRail(surface, mount, { ...listing, advice });
  });
  const { buying } = surface;
  if (!buying || seller) return Promise.all(sold);
  const bought = shapeRail(surface, buying.mount, { ...listing, advice: buyingAt(buying) });
  return Promise.all([...sold, bought]);
}

/** One mount of each rail: of a replaced account nobody needs to know. */
function latestOf(mounts: readonly Mount[]): readonly Mount[] {
  const ids = [...new Set(mounts.map(({ rail }) => rail.id))];
  return ids.flatMap((id) => {
    const own = mounts.filter(({ rail }) => rail.id === id);
    return own.find(({ active }) => active) ?? own[0] ?? [];
  });
}

interface Listing {
  readonly all: readonly Mount[];
  /** The seller's; null for the platform. */
  readonly currency: string | null;
  readonly advice: string;
}

async function shapeRail(
  { activations }: Surface,
  { rail, active }: Mount,
  { all, currency, advice }: Listing,
): Promise<z.output<typeof railOutput>> {
  const { id, manifest } = rail;
  const { title, payer, settlement, currencies } = manifest;
  const isLive = manifest.stage === 'live' || (await activations.has(id));
  return {
    payment_rail: id,
    title,
    payer,
    stage: isLive ? 'live' : 'beta',
    settlement,
    active,
    preferred: active && id === preferredRail(all),
    currencies: Object.keys(currencies).filter((one) => currency === null || one === currency),
    advice,
  };
}

/** The rail whose page is opened for who names none. */
function preferredRail(mounts: readonly Mount[]): string {
  const choice = choosePage(mounts, undefined);
  return choice.type === 'chooser' ? CHOOSER_RAIL : choice.rail;
}

function howTo({ id, manifest }: Mount['rail'], { pageOn, challengeOf, openPage }: Steps): string {
  if (id === REFERRING_RAIL) {
    return onlyReferred({ openPage });
  }
  if (manifest.payer === 'agent') {
    return `Check the cart out without a payment to get its challenge: ${challengeOf(id)}.`;
  }
  const choice =
    id === CHOOSER_RAIL ? ', where they choose how to pay, in USDC or by card if the seller takes cards' : '';
  return `Get the buyer a page${choice}: ${pageOn(id)}.`;
}

function buyingAt({ url }: Buying): string {
  return `The platform pays on it itself, for carts of merchants elsewhere: call the tools at ${url}.`;
}

/** The way out is the rail that needs nothing of the buyer, if there is one. */
function instead(mounts: readonly Mount[], steps: Steps): string {
  const others = mounts.filter(({ active }) => active);
  const pages = others.filter(({ rail }) => rail.manifest.payer === 'human');
  const page = pages.find(({ rail }) => rail.id === DEFAULT_RAIL) ?? pages[0];
  if (page) return `Not active. ${howTo(page.rail, steps)}`;
  const [other] = others;
  return other ? `Not active. Use "${other.rail.id}".` : 'Not active, and no other rail is.';
}
