import type { Yard } from './yard.ts';

/**
 * Lets work on an attempt, a refund or a handler be found while it lasts: copies and the end of the process wait for
 * it.
 */
export async function track<T>({ running }: Yard, id: string, work: Promise<T>): Promise<T> {
  const one = { id, work };
  running.add(one);
  try {
    return await work;
  } finally {
    running.delete(one);
  }
}
