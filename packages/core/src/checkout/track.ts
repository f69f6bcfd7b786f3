import type { Yard } from './yard.ts';

/**
 * Lets work on an attempt or a refund be found while it lasts: copies wait for it, and so does the end of the process.
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
