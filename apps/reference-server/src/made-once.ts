/**
 * Makes something of a value once; whoever shows the same object again, as a store does that keeps what it has read, gets
 * the same.
 */
export function madeOnce<From extends object, Made extends object | string>(
  make: (from: From) => Made,
): (from: From) => Made {
  const made = new WeakMap<From, Made>();
  return (from) => {
    const known = made.get(from);
    if (known !== undefined) return known;
    const one = make(from);
    made.set(from, one);
    return one;
  };
}
