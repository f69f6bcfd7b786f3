import type { ChainClient } from './client.ts';
import type { Pulse } from './pulse.ts';

/** Whether the chain makes blocks. */
export interface Mining {
  /** No block comes any more, once this has resolved. */
  stop(): Promise<void>;
  /** Makes a block of what is waiting, and goes on. */
  resume(): Promise<void>;
}

export function createMining(client: ChainClient, pulse: Pulse): Mining {
  return {
    async stop() {
      await client.setAutomine(false);
      // A beat that has looked before may still make a block.
      await pulse.idle();
    },
    async resume() {
      if (await client.getAutomine()) return;
      await client.setAutomine(true);
      await client.mine({ blocks: 1 });
    },
  };
}
