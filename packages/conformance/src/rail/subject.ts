import type { ChallengeContext, Money, PaymentRail, Purchase, RailRequest } from '@railyard/core/rail';

/** Makes one rail over one fake provider, both new. Called once for every case that a law tries. */
export type RailSubject = (world: RailWorld) => RailBench | Promise<RailBench>;

/** What the provider shares with the rail. */
export interface RailWorld {
  /** The clock of the engine, in milliseconds since 1970. It moves only when a law moves it. */
  readonly now: () => number;
  /** What the rail is asked for a challenge with, where a credential has to answer one. */
  readonly asking: ChallengeContext;
}

/** What becomes of a payment. `short`: the provider takes less than was asked. */
export type Fate = 'paid' | 'declined' | 'pending' | 'short';

/** A rail and its provider, with all that only their author knows. */
export interface RailBench {
  /** Makes the rail, as each process does. It must not wait for real time: set its patience to nothing. */
  rail(): PaymentRail;
  /** The provider: does what is asked, and answers. All that the rail sends through `context.fetch` comes here. */
  answer(request: Request): Response | Promise<Response>;
  /** What the provider has done so far. */
  book(): RailBook;
  /**
   * On a rail that agents pay: a request with a new credential for this purchase, and what the provider will make of
   * it; null when its provider knows no such end.
   */
  credential?(purchase: Purchase, fate: Fate): RailRequest | null | Promise<RailRequest | null>;
  /** On a rail that agents pay: other spellings of the same credential; none where there is only one. */
  spellings?(request: RailRequest): readonly RailRequest[];
  /**
   * On a rail that agents pay: another request, whose credential consumes the same at the provider, such as the same
   * nonce signed with another deadline. Leave it out where nothing but the credential itself does.
   */
  twin?(request: RailRequest): RailRequest | Promise<RailRequest>;
  /**
   * On a rail with a page: a person pays on it, by its reference. False when the page takes no money, or knows no such
   * end.
   */
  pay?(page: string, fate: Fate): boolean | Promise<boolean>;
  /**
   * On a rail on which the platform pays: what its provider will make of the next payment. False when it knows no such
   * end.
   */
  next?(fate: Fate): boolean;
  /** Ends the payment that is pending. Leave it out where only time ends anything. */
  finish?(end: 'paid' | 'declined'): void;
  /**
   * Has somebody else bring every credential that was declined to the provider once more, which takes it now unless its
   * time is over. Leave it out where nobody else can.
   */
  land?(): void;
  /** Told that the clock has moved, for a provider that does something then, such as to mine a block. */
  passed?(): void;
  /**
   * On a rail that takes webhooks: those that the provider sends of all that has happened so far, signed now. Asked for
   * once something is paid, and once only in a case.
   */
  webhooks?(): readonly RailRequest[] | Promise<readonly RailRequest[]>;
  /** What must never be told: API keys, and the secret part of every credential made so far. */
  secrets(): readonly string[];
}

/** The provider's own record, in the order in which things happened. */
export interface RailBook {
  readonly charges: readonly Money[];
  readonly refunds: readonly Money[];
  /** On a rail with a page: the references of all pages ever opened, however they stand now. */
  readonly pages?: readonly string[];
}
