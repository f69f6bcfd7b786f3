import type { AskedCall, FacilitatorOrder, RpcFault } from './kinds.ts';
import { createQueue, type Queue } from './queue.ts';

/** A sandbox can run for days. */
const CALLS_KEPT = 10_000;

/** What a sandbox was told to do wrong, and what it was asked meanwhile. */
export interface Faults {
  readonly facilitator: Queue<FacilitatorOrder>;
  readonly rpc: Queue<RpcFault>;
  /** How many of the newest blocks the RPC does not know of. */
  lag(): number;
  setLag(blocks: number): void;
  /** The calls of the facilitators, oldest first. */
  calls(): readonly AskedCall[];
  record(call: AskedCall): void;
  /** Forgets all of it. */
  clear(): void;
}

export function createFaults(): Faults {
  const facilitator = createQueue<FacilitatorOrder>();
  const rpc = createQueue<RpcFault>();
  let calls: AskedCall[] = [];
  let lag = 0;

  return {
    facilitator,
    rpc,
    lag: () => lag,
    setLag(blocks) {
      lag = blocks;
    },
    calls: () => calls,
    record(call) {
      calls.push(call);
      if (calls.length > CALLS_KEPT) calls.shift();
    },
    clear() {
      facilitator.clear();
      rpc.clear();
      calls = [];
      lag = 0;
    },
  };
}
