/** What one agent did with one cart, in the order in which it began. */
export interface Sale {
  readonly cart: string;
  readonly asked: Asked[];
}

/** One request and what came back. */
export interface Asked {
  /** `ask` wants to know how to pay, `pay` brings a credential, `edit` changes the cart. */
  readonly what: 'ask' | 'pay' | 'edit';
  readonly key: string;
  /** The number of the authorization that was sent along. */
  readonly nonce: string | null;
  /** Milliseconds on the loop's own clock, as are all times here. */
  readonly at: number;
  /** Null when none arrived. */
  readonly answer: Answer | null;
}

export interface Answer {
  readonly at: number;
  readonly status: number;
  readonly text: string;
}

export function noncesOf({ asked }: Sale): ReadonlySet<string> {
  return new Set(asked.flatMap(({ nonce }) => nonce ?? []));
}

/** The answers to the cart's checkout, in the order in which they arrived. */
export function answersOf({ asked }: Sale): readonly (Asked & { readonly answer: Answer })[] {
  return asked
    .flatMap(({ answer, ...rest }) => (answer && rest.what !== 'edit' ? [{ ...rest, answer }] : []))
    .toSorted((one, other) => one.answer.at - other.answer.at);
}

export function isPaid({ asked }: Sale): boolean {
  return asked.some(({ what, answer }) => what !== 'edit' && answer?.status === 200);
}
