import { memoryStore, type Row, type Store } from '@railyard/core/store';
import type { OpenOptions, OpenStore, StoreFactory } from '../../src/index.ts';

/** Stores by what is wrong with them, each with the beginning of the name of a law that it breaks. */
export type Broken = Readonly<Record<string, { readonly breaks: string; readonly factory: StoreFactory }>>;

/** How one handle differs from a right one. `first` is true of the one that the law is given. */
export type Defect = (
  store: Store,
  handle: { readonly now: () => number; readonly first: boolean; readonly disk: Store },
) => Partial<Store>;

/** A store in memory that any number of handles share, each with a clock of its own. */
export function onDisk(defect: Defect = () => ({})): StoreFactory {
  return (options) => {
    const disk = memoryStore({ now: () => Number.MAX_SAFE_INTEGER });
    const open = ({ now }: OpenOptions, first: boolean): OpenStore => {
      const store = handleOn(disk, now);
      return { store: { ...store, durability: 'disk', ...defect(store, { now, first, disk }) } };
    };
    return {
      ...open(options, true),
      reopen: (again) => open(again, false),
      killWriting: () => Promise.resolve(),
    };
  };
}

function handleOn(disk: Store, now: () => number): Store {
  return {
    ...disk,
    update: (keys, change) => disk.update(keys, (rows) => change(rows, now())),
    async due(space, limit) {
      await disk.due(space, limit); // refuses a limit that is none
      const keys = await disk.due(space, 1_000);
      const dues = await Promise.all(
        keys.map((key) => disk.update([{ space, key }], ([row]) => ({ rows: [], result: row?.due ?? 0 }))),
      );
      return keys.filter((_, index) => (dues[index] ?? 0) <= now()).slice(0, limit);
    },
  };
}

/** Edits every row on its way into the store. */
export function editing(store: Store, edit: (row: Row) => Row): Partial<Store> {
  return editingRows(store, (rows) => rows.map((row) => row && edit(row)));
}

type Rows = readonly (Row | null | undefined)[];

/** Edits the rows of every change. */
export function editingRows(store: Store, edit: (rows: Rows, count: number) => Rows): Partial<Store> {
  return {
    update: (keys, change) =>
      store.update(keys, (rows, now) => {
        const changed = change(rows, now);
        return { ...changed, rows: edit(changed.rows, keys.length) };
      }),
  };
}
