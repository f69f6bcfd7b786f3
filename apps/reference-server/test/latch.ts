/** Something to wait for, and the way to let it happen. */
export interface Latch {
  readonly opened: Promise<void>;
  readonly open: () => void;
}

export function createLatch(): Latch {
  const resolvers: (() => void)[] = [];
  const opened = new Promise<void>((resolve) => {
    resolvers.push(resolve);
  });
  return { opened, open: () => resolvers[0]?.() };
}
