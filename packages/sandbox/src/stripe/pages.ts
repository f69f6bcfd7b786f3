import { missing, refused } from './errors.ts';
import { type Form, groupOf, numberOf, textOf } from './form.ts';
import type { Held } from './state.ts';
import type { Work } from './work.ts';

interface Listed {
  readonly id: string;
  readonly created: number;
}

/** The objects of the account that asks. */
export function ownOf<T>(
  { account }: Pick<Work, 'account'>,
  held: ReadonlyMap<string, Held<T>>,
): readonly T[] {
  return [...held.values()].filter((one) => one.account === account).map(({ object }) => object);
}

/** A page of a list, newest first, as Stripe's parameters choose it. */
export function pageOf(url: string, form: Form, oldestFirst: readonly Listed[]): object {
  return pageIn(url, form, oldestFirst.filter((one) => isWithin(form, one.created)).toReversed());
}

/** A page of a list, in its own order. */
export function pageIn(url: string, form: Form, all: readonly Pick<Listed, 'id'>[]): object {
  const [after, before] = [textOf(form, 'starting_after'), textOf(form, 'ending_before')];
  if (after !== null && before !== null)
    throw refused('Give starting_after or ending_before, not both.', { param: 'starting_after' });
  const limit = limitOf(form);
  if (before === null) {
    const from = after === null ? 0 : position(all, after, 'starting_after') + 1;
    return listed(url, all.slice(from, from + limit), from + limit < all.length);
  }
  const end = position(all, before, 'ending_before');
  return listed(url, all.slice(Math.max(0, end - limit), end), end > limit);
}

/** How many a page holds: 10 unless asked for 1 to 100. */
export function limitOf(form: Form): number {
  const limit = numberOf(form, 'limit') ?? 10;
  if (limit >= 1 && limit <= 100) return limit;
  throw refused('A page holds 1 to 100.', { code: 'parameter_invalid_integer', param: 'limit' });
}

function listed(url: string, data: readonly object[], has_more: boolean): object {
  return { object: 'list', url, has_more, data };
}

function position(all: readonly Pick<Listed, 'id'>[], id: string, param: string): number {
  const at = all.findIndex((one) => one.id === id);
  if (at < 0) throw missing('object', id, param);
  return at;
}

function isWithin(form: Form, created: number): boolean {
  const exact = numberOf(form, 'created');
  if (exact !== null) return created === exact;
  const range = groupOf(form, 'created') ?? {};
  const [gt, gte] = [numberOf(range, 'gt'), numberOf(range, 'gte')];
  const [lt, lte] = [numberOf(range, 'lt'), numberOf(range, 'lte')];
  return (
    (gt === null || created > gt) &&
    (gte === null || created >= gte) &&
    (lt === null || created < lt) &&
    (lte === null || created <= lte)
  );
}
