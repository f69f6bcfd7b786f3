import { type Broken, editing, editingRows, onDisk } from './disk.ts';

/** Stores that do not keep a record as it was written. */
export const brokenRecords: Broken = {
  'what is absent reads as nothing at all': {
    breaks: 'reads null where nothing was written',
    factory: onDisk((store) => ({
      get: async (space, key) => (await store.get(space, key)) ?? (undefined as never),
    })),
  },
  'every record is in one state': {
    breaks: 'reads back the value, tenant, state and due time',
    factory: onDisk((store) => editing(store, (row) => ({ ...row, state: 'open ' }))),
  },
  'a change has no result': {
    breaks: 'resolves with the result of the change',
    factory: onDisk((store) => ({
      async update(keys, change) {
        await store.update(keys, change);
        return null as never;
      },
    })),
  },
  'deep values are cut': {
    breaks: 'keeps big and odd values exactly',
    factory: onDisk((store) => editing(store, (row) => ({ ...row, value: cut(row.value, 100) }))),
  },
  'big numbers are integers': {
    breaks: 'keeps big and odd values exactly',
    factory: onDisk((store) => editing(store, (row) => ({ ...row, value: clamped(row.value) }))),
  },
  'text is normalised': {
    breaks: 'keeps big and odd values exactly',
    factory: onDisk((store) =>
      editing(store, (row) => {
        const text = JSON.stringify(row.value) as string | undefined;
        return text === undefined ? row : { ...row, value: JSON.parse(text.normalize()) };
      }),
    ),
  },
  'no record is due before 1970': {
    breaks: 'keeps any due time',
    factory: onDisk((store) =>
      editing(store, (row) => ({ ...row, due: row.due === null ? null : Math.max(row.due, 0) })),
    ),
  },
  'a missing row deletes': {
    breaks: 'leaves the records as they are for which a change returns no row',
    factory: onDisk((store) =>
      editingRows(store, (rows, count) => Array.from({ length: count }, (_, index) => rows[index] ?? null)),
    ),
  },
  'a row too many is dropped': {
    breaks: 'refuses a change that returns more rows than it has records',
    factory: onDisk((store) => editingRows(store, (rows, count) => rows.slice(0, count))),
  },
  'each row is written as soon as it is read': {
    breaks: 'leaves everything when a later row of a change throws',
    factory: onDisk((store) => ({
      async update(keys, change) {
        const changed = await store.update(keys, (rows, now) => ({ rows: [], result: change(rows, now) }));
        for (const [index, key] of keys.entries()) {
          await store.update([key], () => ({ rows: [changed.rows[index]], result: null }));
        }
        return changed.result;
      },
    })),
  },
  'what has no JSON form is written as text': {
    breaks: 'refuses rows it could not read back',
    factory: onDisk((store) =>
      editing(store, (row) => (typeof row.value === 'bigint' ? { ...row, value: String(row.value) } : row)),
    ),
  },
};

function cut(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return null;
  if (Array.isArray(value)) return value.map((member) => cut(member, depth - 1));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, cut(member, depth - 1)]));
}

function clamped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(clamped);
  return typeof value === 'number' ? Math.min(value, 2 ** 63) : value;
}
