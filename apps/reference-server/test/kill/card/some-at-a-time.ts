/** More at once would be late because the machine has too much to do. */
const SOME = 6;

/** Does this with all of them, in their order and some at a time. */
export async function someAtATime<A, B>(
  all: readonly A[],
  act: (one: A) => Promise<B>,
): Promise<readonly B[]> {
  const done: B[] = [];
  for (let from = 0; from < all.length; from += SOME)
    done.push(...(await Promise.all(all.slice(from, from + SOME).map(act))));
  return done;
}
