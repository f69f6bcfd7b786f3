import { existsSync, rmSync } from 'node:fs';
import { parseEther } from 'viem';
import { privateKeyToAddress } from 'viem/accounts';
import { type Anvil, startAnvil } from './anvil.ts';
import { type ChainClient, connect } from './client.ts';
import type { Folder } from './folder.ts';
import { installMulticall } from './multicall.ts';
import type { Hex } from './sandbox.ts';
import { createSave, type Save } from './save.ts';
import { installUsdc } from './token.ts';
import { createWallets, readWallets, type Wallets } from './wallets.ts';

/** The local chain of a folder, with its wallets. */
export interface LocalChain {
  readonly anvil: Anvil;
  readonly client: ChainClient;
  readonly wallets: Wallets;
  readonly instance: Hex;
  readonly save: Save;
}

/** Continues the chain stored in the folder, or sets up a new one. */
export async function openChain(folder: Folder, port: number | null): Promise<LocalChain> {
  const stored = existsSync(folder.chain) ? readWallets(folder) : null;
  // A chain without its keys is of no use, and the other way round.
  if (stored === null) rmSync(folder.chain, { force: true });

  const anvil = await startAnvil(stored && folder.chain, port);
  const client = connect(anvil.rpcUrl);
  const save = createSave(client, folder.chain);
  const wallets = stored ?? (await createWallets(folder));
  if (stored === null) {
    await setUp(client, wallets);
    // The state file comes last: where it is, the set-up is whole.
    await save();
  }
  return { anvil, client, wallets, instance: await readInstance(client), save };
}

async function setUp(client: ChainClient, { issuer, facilitator, payer }: Wallets): Promise<void> {
  await client.setBalance({ address: privateKeyToAddress(issuer), value: parseEther('1') });
  await client.setBalance({ address: privateKeyToAddress(facilitator), value: parseEther('10000') });
  await installMulticall(client);
  await installUsdc(client, issuer, privateKeyToAddress(payer));
}

/** The first block holds a transaction of the folder's own issuer, so its hash is that of no other chain. */
async function readInstance(client: ChainClient): Promise<Hex> {
  const { hash } = await client.getBlock({ blockNumber: 1n });
  return hash;
}
