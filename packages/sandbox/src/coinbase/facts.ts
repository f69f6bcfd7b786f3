/** What a client of the local Coinbase has to know. The keys are worth nothing elsewhere. */
export interface CoinbaseFacts extends CoinbaseKey {
  /** The API's address, to which paths such as `/checkouts` are added. */
  readonly url: string;
  /** Another key of the same account, for ES256: its secret is an EC private key in PEM. */
  readonly ecKey: CoinbaseKey;
  /** The secret that webhooks are signed with. */
  readonly webhookSecret: string;
}

/** An API key. The secret of an Ed25519 key is 64 bytes in base64: the seed, then the public key. */
export interface CoinbaseKey {
  readonly keyId: string;
  readonly keySecret: string;
}
