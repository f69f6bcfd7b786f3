/** Faults in the order in which they were told. */
export interface Queue<Fault> {
  add(fault: Fault): void;
  /** The first that fits, which is then used up once more; null when none does. */
  take(fits: (fault: Fault) => boolean): Fault | null;
  isEmpty(): boolean;
  clear(): void;
}

export function createQueue<Fault extends { readonly times?: number }>(): Queue<Fault> {
  let waiting: { readonly fault: Fault; left: number }[] = [];

  return {
    add(fault) {
      waiting.push({ fault, left: fault.times ?? 1 });
    },
    take(fits) {
      const first = waiting.find(({ fault }) => fits(fault));
      if (!first) return null;
      first.left -= 1;
      if (first.left === 0) waiting = waiting.filter((one) => one !== first);
      return first.fault;
    },
    isEmpty: () => waiting.length === 0,
    clear() {
      waiting = [];
    },
  };
}
