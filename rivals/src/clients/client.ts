/** A credential that pays once, with the headers that carry it. */
export interface Credential {
  readonly headers: Readonly<Record<string, string>>;
  /** The provider's name for what it spends: a nonce or a token. */
  readonly name: string;
}

/** A wallet with the official client of a protocol. */
export interface Client {
  /** Pays a 402 with a new credential. */
  sign(challenge: Response): Promise<Credential>;
}
