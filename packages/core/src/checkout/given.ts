import { RailError } from '../errors.ts';
import type { Credential, Refusal } from '../rail.ts';
import { mountsOf, presentedIn } from './mounts.ts';
import type { PayCall } from './paying.ts';
import type { Mount, Yard } from './yard.ts';

/** What comes with a paying call: the seller's rails, and the credential or the page it is about. */
export interface Given {
  readonly mounts: readonly Mount[];
  readonly mount: Mount | null;
  readonly credential: Credential | null;
  readonly refusal: Refusal | null;
}

export async function givenIn(
  yard: Yard,
  { tenant, seller }: { readonly tenant: string; readonly seller: string },
  { request, page }: Pick<PayCall, 'request' | 'page'>,
): Promise<Given> {
  const mounts = await mountsOf(yard, seller, tenant);
  const found = presentedIn(yard, mounts, request);
  if (!found) {
    const mount = page === undefined ? null : named(mounts, page);
    return { mounts, mount, credential: null, refusal: null };
  }
  const { mount, credential } = found;
  return 'refused' in credential
    ? { mounts, mount, credential: null, refusal: credential }
    : { mounts, mount, credential, refusal: null };
}

function named(mounts: readonly Mount[], id: string): Mount {
  const found = mounts.filter(({ rail }) => rail.id === id && rail.manifest.payer !== 'agent');
  const mount = found.find(({ active }) => active) ?? found[0];
  if (mount) return mount;
  throw new RailError('rail_not_active', `The seller has no payment page on a rail "${id}".`);
}
