import type { Ask, Place, Told } from '../messages.ts';

/** Says that the server is ready, and answers what the load asks it from now on. */
export function obey(
  place: Place,
  { carts }: { readonly carts: (count: number) => Promise<readonly string[]> },
): void {
  process.on('message', (message: Ask) => void answer(message, carts));
  process.once('disconnect', () => process.exit());
  tell({ tell: 'ready', place });
}

async function answer(message: Ask, carts: (count: number) => Promise<readonly string[]>): Promise<void> {
  switch (message.ask) {
    case 'cpu': {
      const { user, system } = process.cpuUsage();
      return tell({ tell: 'cpu', microseconds: user + system });
    }
    case 'carts':
      return tell({ tell: 'carts', ids: await carts(message.count) });
  }
}

function tell(told: Told): void {
  process.send?.(told);
}
