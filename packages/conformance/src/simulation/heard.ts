import { keptOf } from '../fakes/ledger.ts';
import type { Charge } from '../fakes/wire.ts';
import { isMore, isUnasked, type Stored } from './charges.ts';
import type { Webhook } from './postman.ts';
import type { World } from './world.ts';

const OPEN: readonly string[] = ['created', 'submitted', 'action_required', 'pending'];

/**
 * What a webhook says and nobody has kept, at the moment at which it is acknowledged: the money is in the record, or the
 * background work still asks for it. Of money beyond a payment the platform is told, too.
 */
export async function unkept(world: World, { name, news }: Webhook): Promise<readonly string[]> {
  const key = `${news.tenant}:${news.cart}`;
  const record = await world.store.get<Stored>('cart', key);
  const attempt = record?.attempts.find(({ id }) => id === news.attempt);
  if (!attempt) return [`${name} was acknowledged, and nobody knows its payment`];
  const { charges } = world.provider;
  const charge = charges.find(({ id }) => id === news.charge);
  if (!charge || news.about === 'refunded') return [];
  const said = charges
    .slice(0, charges.indexOf(charge) + 1)
    .filter(({ id }) => world.provider.attemptOf(id) === attempt.id);
  const known = (attempt.settlement?.total?.amount ?? 0) + (attempt.taken?.amount ?? 0);
  const isKept = attempt.due !== null || known >= sumOf(said);
  const isFor = isMore(charge) && (attempt.state === 'paid' || OPEN.includes(attempt.state));
  const isTold = !isFor || (await isAlarmed(world, key, charge));
  return [
    ...(isKept ? [] : [`${name} was acknowledged before its money was kept`]),
    ...(isTold ? [] : [`${name} was acknowledged before the platform could hear of it`]),
  ];
}

async function isAlarmed({ store, events }: World, key: string, { id }: Charge): Promise<boolean> {
  const waiting = (await store.get<World['events']>('outbox', key)) ?? [];
  return [...events, ...waiting].some(
    ({ type, subject }) => type === 'payment.alarm' && subject.reference === id,
  );
}

function sumOf(charges: readonly Charge[]): number {
  return charges.reduce((sum, charge) => sum + keptOf(charge), 0);
}

/** Money that no page asked for, and of which no webhook was acknowledged: nobody can know of it. */
export function isUnheard({ postman }: World, charge: Charge): boolean {
  const isHeard = postman.webhooks.some(
    ({ news, acknowledged }) => acknowledged && news.charge === charge.id,
  );
  return isUnasked(charge) && !isHeard;
}

/** What was wrong with the answers to webhooks, and which were never acknowledged although nobody has to decide. */
export async function faultsInWebhooks({ postman, store, events }: World): Promise<readonly string[]> {
  const faults: string[] = [...postman.faults];
  for (const { name, news, forged, acknowledged } of postman.webhooks) {
    if (forged || acknowledged) continue;
    const record = await store.get<Stored>('cart', `${news.tenant}:${news.cart}`);
    const attempt = record?.attempts.find(({ id }) => id === news.attempt);
    if (attempt?.openCase == null) faults.push(`${name} was never acknowledged`);
  }
  const forged = events.some(({ subject }) => subject.alarm === 'forged');
  return forged ? [...faults, 'the platform was told of what nobody signed'] : faults;
}
