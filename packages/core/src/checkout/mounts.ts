import { RailError } from '../errors.ts';
import { frozen, type JsonObject } from '../json.ts';
import type { Credential, Mode, RailRequest, Refusal } from '../rail.ts';
import type { Attempt } from '../record.ts';
import { detectedIn } from './plain.ts';
import { within } from './within.ts';
import type { Mount, Yard } from './yard.ts';

/** What a request carries for one rail: its credential, or why that is malformed. */
export interface Presented {
  readonly mount: Mount;
  readonly credential: Credential | Refusal;
}

const checked: Readonly<Record<Mode, WeakSet<readonly Mount[]>>> = {
  test: new WeakSet(),
  live: new WeakSet(),
};

/** The rails of a seller, checked once per array and mode. */
export async function mountsOf(
  yard: Pick<Yard, 'rails' | 'mode'>,
  seller: string,
  tenant: string,
): Promise<readonly Mount[]> {
  const mounts = await yard.rails(seller, tenant);
  if (!checked[yard.mode].has(mounts)) {
    checkMounts(mounts, yard.mode);
    checked[yard.mode].add(mounts);
  }
  return mounts;
}

/** Throws `configuration`, with what to change, unless these rails can be mounted side by side in this mode. */
export function checkMounts(mounts: readonly Mount[], mode: Mode): void {
  const owners = new Map<string, string>();
  for (const { rail, active } of mounts) {
    if (rail.spec !== 1)
      throw misfit(`Rail "${rail.id}" speaks version ${String(rail.spec)} of the interface, not 1.`);
    if (!active) continue;
    const reason = rail.refuses?.(mode);
    if (reason) throw misfit(reason);
    for (const name of claimsOf(rail)) {
      const owner = owners.get(name);
      if (owner) throw misfit(`Rails "${owner}" and "${rail.id}" share the ${name}. Mount only one of them.`);
      owners.set(name, rail.id);
    }
  }
}

function claimsOf({ id, manifest: { writes } }: Mount['rail']): readonly string[] {
  return [
    `id "${id}"`,
    ...writes.headers.map((name) => `header "${name.toLowerCase()}"`),
    ...writes.body.map((name) => `body member "${name}"`),
    ...writes.meta.map((name) => `_meta member "${name}"`),
  ];
}

function misfit(message: string): RailError {
  return new RailError('configuration', message);
}

/** The one credential of a request, or null. Throws `ambiguous_credential` when two active rails find one. */
export function presentedIn(
  { report }: Pick<Yard, 'report'>,
  mounts: readonly Mount[],
  request: RailRequest,
): Presented | null {
  const read = (mount: Mount): readonly Presented[] => {
    try {
      const credential = mount.rail.detect(request);
      return credential ? [{ mount, credential: detectedIn(credential) }] : [];
    } catch (error) {
      report?.(error); // the others' credentials count all the same
      return [];
    }
  };
  const active = mounts.filter((mount) => mount.active);
  const current = active.flatMap(read);
  // An old rail may read what its successor reads: it is asked for what the successor cannot read.
  const old = current.some(isWhole) ? [] : othersOf(mounts, active).flatMap(read);
  const whole = old.find(isWhole);
  if (whole) return whole;
  const found = current.length > 0 ? current : old.slice(0, 1);
  if (found.length < 2) return found[0] ?? null;
  throw new RailError('ambiguous_credential', 'The request carries credentials of more than one rail.', {
    details: { payment_rails: found.map(({ mount }) => mount.rail.id) },
    nextAction: 'Send one credential only.',
  });
}

function isWhole({ credential }: Presented): boolean {
  return !('refused' in credential);
}

/** One mount for each rail that none of these is of: another account of the same rail reads the same bytes. */
function othersOf(mounts: readonly Mount[], these: readonly Mount[]): readonly Mount[] {
  const known = new Set(these.map(({ rail }) => rail.id));
  return mounts.filter(({ rail }) => !known.has(rail.id) && known.add(rail.id));
}

/** The same request, of which a rail can change nothing for the others. */
export function readOnly(request: RailRequest): RailRequest {
  const { headers, meta, body } = request;
  return Object.freeze({
    ...request,
    headers: Object.freeze({ ...headers }),
    meta: frozen(JSON.parse(JSON.stringify(meta)) as JsonObject),
    // Bytes cannot be frozen, and few rails read them.
    get body() {
      return body.slice();
    },
  });
}

/** The rail and account that an attempt began on; undefined when they are no longer mounted. */
export async function mountOf(
  yard: Yard,
  tenant: string,
  { rail, account, purchase }: Attempt,
): Promise<Mount | undefined> {
  const mounts = await mountsOf(yard, purchase.seller, tenant);
  return mounts.find((mount) => mount.rail.id === rail && mount.account === account);
}

/** Whether a person was sent to a page for it, as far as anybody can tell whose rail it is. */
export async function isOnPage(yard: Yard, tenant: string, attempt: Attempt): Promise<boolean> {
  if (attempt.proof !== null) return false;
  const mount = await within(yard, () => mountOf(yard, tenant, attempt));
  return mount?.rail.manifest.payer !== 'platform';
}

export function notActive({ rail }: Mount, mounts: readonly Mount[]): RailError {
  const active = mounts.filter((mount) => mount.active).map((mount) => mount.rail.id);
  return new RailError('rail_not_active', `The seller has not activated the rail "${rail.id}".`, {
    details: { payment_rail: rail.id, active_rails: active },
    nextAction:
      active.length === 0
        ? 'Ask the seller to activate a rail.'
        : `Pay with one of these: ${active.join(', ')}.`,
  });
}
