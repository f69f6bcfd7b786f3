import type { ChainClient } from './client.ts';
import type { Hex } from './sandbox.ts';

const MULTICALL3: Hex = '0xcA11bde05977b3631167028862bE2a173976CA11';

/** Puts Multicall3 at its usual address. Without it a facilitator cannot say why a payment would fail. */
export async function installMulticall(client: ChainClient): Promise<void> {
  // viem carries the contract but does not export it.
  const file = new URL('./constants/contracts.js', import.meta.resolve('viem'));
  const { multicall3Bytecode } = (await import(file.href)) as { readonly multicall3Bytecode: Hex };
  // Calling the creation code runs its constructor, which answers with the code to install.
  const { data } = await client.call({ data: multicall3Bytecode });
  if (!data) throw new Error('Setting up the sandbox: Multicall3 has no code.');
  await client.setCode({ address: MULTICALL3, bytecode: data });
}
