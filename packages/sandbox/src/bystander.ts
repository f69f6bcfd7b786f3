import type { Bystander } from './bystander/open.ts';
import type { SandboxFacts } from './sandbox.ts';

/** A stranger on the chain behind these facts: another one each time, with ETH. */
export async function bystander({ chain }: Pick<SandboxFacts, 'chain'>): Promise<Bystander> {
  // What speaks to a chain takes long to load, and a server that starts a sandbox needs none of it.
  const { openBystander } = await import('./bystander/open.ts');
  return openBystander(chain.anvilUrl);
}
