import { type Broken, editing, onDisk } from './disk.ts';

/** Stores that list too little, too much, or in another order. */
export const brokenLists: Broken = {
  'a list knows no space': {
    breaks: 'lists one tenant',
    factory: onDisk((store) => ({
      async list(space, query) {
        const pages = [await store.list(space, query), await store.list('request', query)];
        return {
          keys: pages.flatMap(({ keys }) => keys).slice(0, query.limit),
          next: pages[0]?.next ?? null,
        };
      },
    })),
  },
  'a list knows no state': {
    breaks: 'lists those in one state alone',
    factory: onDisk((store) => ({
      list: (space, { tenant, limit, after = '' }) => store.list(space, { tenant, limit, after }),
    })),
  },
  'tenants are compared without their case': {
    breaks: 'lists of tenants whose names are alike',
    factory: onDisk((store) => ({
      ...editing(store, (row) => ({ ...row, tenant: row.tenant.toLowerCase() })),
      list: (space, query) => store.list(space, { ...query, tenant: query.tenant.toLowerCase() }),
    })),
  },
  'a page goes on in the order of UTF-16': {
    breaks: 'goes on after any key',
    factory: onDisk((store) => ({
      async list(space, { after = '', limit, tenant }) {
        const { keys } = await store.list(space, { tenant, limit: 1_000 });
        const rest = keys.filter((key) => key > after);
        return { keys: rest.slice(0, limit), next: rest.length > limit ? (rest[limit - 1] ?? null) : null };
      },
    })),
  },
  'a page goes on at a number': {
    breaks: 'lists once each record that stays',
    factory: onDisk((store) => ({
      async list(space, { after = '', limit, tenant }) {
        const { keys } = await store.list(space, { tenant, limit: 1_000 });
        const from = Number(/^at (\d+)$/.exec(after)?.[1] ?? 0);
        const next = from + limit < keys.length ? `at ${from + limit}` : null;
        return { keys: keys.slice(from, from + limit), next };
      },
    })),
  },
  'what is due goes on after the key it ended at': {
    breaks: 'comes to every record that is due',
    factory: onDisk((store) => {
      let last = '';
      return {
        async due(space, limit) {
          const keys = (await store.due(space, 1_000)).toSorted().filter((key) => key > last);
          last = keys[limit - 1] ?? '';
          return keys.slice(0, limit);
        },
      };
    }),
  },
  'what was due once stays so': {
    breaks: 'drops from what is due',
    factory: onDisk((store) => {
      const seen = new Set<string>();
      return {
        async update(keys, change) {
          const result = await store.update(keys, change);
          for (const key of await store.due('cart', 1_000)) seen.add(key);
          return result;
        },
        due: async (space, limit) => (space === 'cart' ? [...seen].slice(0, limit) : []),
      };
    }),
  },
  'a limit is taken for what it could mean': {
    breaks: 'refuses a limit',
    factory: onDisk((store) => ({
      due: (space, limit) => store.due(space, Math.max(1, Math.trunc(limit) || 1)),
      list: (space, query) =>
        store.list(space, { ...query, limit: Math.max(1, Math.trunc(query.limit) || 1) }),
    })),
  },
};
