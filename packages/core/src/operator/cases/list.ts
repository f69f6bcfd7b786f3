import { RailError } from '../../errors.ts';
import type { CartRecord } from '../../record.ts';
import type { ListQuery, Store } from '../../store.ts';
import { type Case, caseOf } from './case.ts';
import { RULING_SPACE, type Ruled } from './ruled.ts';
import { subjectsIn } from './subject.ts';

export interface CasePage {
  readonly cases: readonly Case[];
  /** Pass as `after` for the next page; null on the last one. */
  readonly next: string | null;
}

export interface RulingPage {
  readonly rulings: readonly Ruled[];
  readonly next: string | null;
}

type Records = Pick<Store, 'get' | 'list'>;

const BATCH = 500;

/**
 * The open cases of a tenant, the oldest first. Reads every cart of the tenant that has one, and no other. Throws
 * `validation` for an `after` that no page gave.
 */
export async function listCases(
  store: Records,
  { tenant, after, limit }: Omit<ListQuery, 'state'>,
): Promise<CasePage> {
  const from = after === undefined ? null : placeIn(after);
  let found: readonly Case[] = [];
  let cart: string | null = null;
  do {
    const page = await store.list('cart', {
      tenant,
      state: 'case',
      limit: BATCH,
      ...(cart && { after: cart }),
    });
    const records = await Promise.all(page.keys.map((key) => store.get<CartRecord>('cart', key)));
    const open = records.flatMap((record) => (record ? openIn(record) : []));
    const later = open.filter((one) => !from || byAge(one, from) > 0);
    // One more than is shown tells whether there is another page.
    found = [...found, ...later].toSorted(byAge).slice(0, limit + 1);
    cart = page.next;
  } while (cart !== null);
  const cases = found.slice(0, limit);
  const last = cases.at(-1);
  return { cases, next: last && found.length > limit ? `${last.since} ${last.id}` : null };
}

/** Everything that was ruled for a tenant, by case. */
export async function listRulings(store: Records, query: ListQuery): Promise<RulingPage> {
  const { keys, next } = await store.list(RULING_SPACE, query);
  const rulings = await Promise.all(keys.map((key) => store.get<Ruled>(RULING_SPACE, key)));
  return { rulings: rulings.flatMap((ruled) => ruled ?? []), next };
}

function openIn(record: CartRecord): readonly Case[] {
  return subjectsIn(record)
    .map((subject) => caseOf(record, subject))
    .filter(({ openCase }) => openCase !== null);
}

type Place = Pick<Case, 'since' | 'id'>;

function byAge(one: Place, other: Place): number {
  return one.since - other.since || (one.id < other.id ? -1 : Number(one.id > other.id));
}

function placeIn(after: string): Place {
  const [, since, id] = /^(\d{1,16}) (.+)$/.exec(after) ?? [];
  if (since !== undefined && id !== undefined) return { since: Number(since), id };
  throw new RailError('validation', 'No page of cases ends there.');
}
