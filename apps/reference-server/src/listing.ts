import type { Store } from '@railyard/core';
import type { Space } from '@railyard/core/store';

const PAGE = 500;

/** All records of a tenant in a space, by key; `above` one of them where it is given. */
export async function listAll<T>(
  store: Pick<Store, 'get' | 'list'>,
  space: Space,
  tenant: string,
  above?: string,
): Promise<readonly T[]> {
  const found: T[] = [];
  for (let after: string | null | undefined = above; after !== null; ) {
    const page = await store.list(space, { tenant, limit: PAGE, ...(after !== undefined && { after }) });
    const records = await Promise.all(page.keys.map((key) => store.get<T>(space, key)));
    found.push(...records.filter((record) => record !== null));
    after = page.next;
  }
  return found;
}
