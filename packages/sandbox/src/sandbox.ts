import type { CoinbaseFacts } from './coinbase/facts.ts';
import type { ShopFacts } from './shop/facts.ts';
import type { StripeFacts } from './stripe/facts.ts';

/** Bytes in hexadecimal, such as an address or a private key. */
export type Hex = `0x${string}`;

/** What a running sandbox provides. Plain JSON; the private keys are generated for the folder and worth nothing. */
export interface SandboxFacts {
  readonly chain: {
    /** The chain as a merchant's node shows it. The faults of `rpc`, and a lag, are here. */
    readonly rpcUrl: string;
    /** The chain itself, whatever the sandbox was told. */
    readonly anvilUrl: string;
    readonly chainId: number;
    /** The address of USDC, the one it has on Base Sepolia. */
    readonly usdc: Hex;
    /**
     * Which chain this is: the hash of its first block. It survives a restart and changes when the folder is deleted,
     * so records made on another chain can be refused.
     */
    readonly instance: Hex;
  };
  /** An x402 facilitator: `POST /verify`, `POST /settle`, `GET /supported`. */
  readonly facilitatorUrl: string;
  /**
   * Another that behaves like Circle's: its `settle` answers before it is done, and `GET /status/{paymentId}` after.
   */
  readonly circleUrl: string;
  /** A strict Stripe: `url` with `/v1/…`, as the official clients take it by host, port and protocol. */
  readonly stripe: StripeFacts & { readonly url: string };
  /** A strict Coinbase: its Business Checkouts API under `url`. */
  readonly coinbase: CoinbaseFacts;
  /** A shop to buy from, which takes the cards that the Stripe has issued: its API under `url`. */
  readonly shop: ShopFacts;
  /** Where the sandbox is told to misbehave; `hostile()` does it. */
  readonly faultsUrl: string;
  /** A wallet with 100,000 USDC and no ETH: what an agent has. */
  readonly payer: { readonly address: Hex; readonly privateKey: Hex };
  /** Who is paid, and the key with which money can be given back. */
  readonly merchant: { readonly address: Hex; readonly privateKey: Hex };
}

/** A hold on the running sandbox. */
export interface Sandbox extends SandboxFacts {
  /** Gives up this hold. When it was the last one, resolves once the state is written and the sandbox has ended. */
  stop(): Promise<void>;
  /** Resolves within a second of the sandbox's end, whatever ended it. Keeps no process alive. */
  ended(): Promise<void>;
}
