import { vi } from 'vitest';
import type { HostedShop } from './shop.ts';

/** Everything that a server has let out, and everything that it has kept. */
export interface Overheard {
  /** Status, headers and body of every answer. */
  readonly answers: string[];
  /** Every record that was ever written, with its name. */
  readonly written: string[];
  readonly logged: readonly string[];
}

/** Listens at a shop from now on; of its records also those that are there already. */
export function overhear({ server, store, logged }: HostedShop): Overheard {
  const answers: string[] = [];
  const written = store.held().map((one) => JSON.stringify(one));
  const { fetch: answer } = server;
  vi.spyOn(server, 'fetch').mockImplementation(async (...asked) => {
    const response = await answer(...asked);
    const { status, headers } = response;
    answers.push(`${status} ${JSON.stringify([...headers])} ${await response.clone().text()}`);
    return response;
  });
  const update = store.update.bind(store);
  vi.spyOn(store, 'update').mockImplementation((keys, change) =>
    update(keys, (rows, now) => {
      const made = change(rows, now);
      written.push(JSON.stringify([keys, made.rows]));
      return made;
    }),
  );
  return { answers, written, logged };
}
