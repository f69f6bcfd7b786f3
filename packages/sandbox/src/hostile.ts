import type { AskedCall, FacilitatorCall, FacilitatorFault, RpcFault } from './faults/kinds.ts';
import type { SandboxFacts } from './sandbox.ts';

/** Makes a sandbox misbehave. Faults are used up in the order in which they were told; then it is honest again. */
export interface Hostile {
  /** Spoils the next calls of this kind. */
  facilitator(call: FacilitatorCall, fault: FacilitatorFault): Promise<void>;
  /** Spoils the next calls of the chain's RPC. */
  rpc(fault: RpcFault): Promise<void>;
  /** Hides the newest blocks from the RPC: 0 to 32 of them, until told otherwise. */
  lag(blocks: number): Promise<void>;
  /** Stops making blocks, and goes on with those transactions that have been waiting. */
  mining(mining: 'stop' | 'resume'): Promise<void>;
  /** What the facilitators were asked since the last reset, oldest first: the last 10,000 calls. */
  calls(): Promise<readonly AskedCall[]>;
  /** Back to a sandbox that is honest, makes blocks and was never asked anything. */
  reset(): Promise<void>;
}

/** The sandbox behind these facts, for a test that wants it to misbehave. Its calls throw the sandbox's sentence. */
export function hostile({ faultsUrl }: Pick<SandboxFacts, 'faultsUrl'>): Hostile {
  const tell = async (path: string, body: object): Promise<void> => {
    await ask(`${faultsUrl}/${path}`, { method: 'POST', body: JSON.stringify(body) });
  };
  return {
    facilitator: (call, fault) => tell('facilitator', { call, ...fault }),
    rpc: (fault) => tell('rpc', fault),
    lag: (blocks) => tell('lag', { blocks }),
    mining: (mining) => tell('mining', { mining }),
    reset: () => tell('reset', {}),
    async calls() {
      const { calls } = (await ask(`${faultsUrl}/calls`, {})) as { readonly calls: readonly AskedCall[] };
      return calls;
    },
  };
}

async function ask(url: string, request: RequestInit): Promise<unknown> {
  const response = await fetch(url, { ...request, headers: { 'content-type': 'application/json' } });
  const body = (await response.json()) as { readonly error?: string };
  if (!response.ok) throw new Error(body.error);
  return body;
}
