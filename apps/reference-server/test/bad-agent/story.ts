/** The rails that a cart is paid on. */
export type Rail = 'x402' | 'stripe-mpp' | 'stripe-checkout' | 'coinbase';

export type Door = 'http' | 'mcp';

/** All that happened in one run, as those who were there saw it. */
export interface Story {
  readonly asked: Asked[];
  readonly credentials: Credential[];
  readonly pages: Page[];
  /** What a person reads who wants to know how it came about. */
  readonly lines: string[];
  /** How often each kind of trouble was made. */
  readonly troubles: Map<string, number>;
}

/** One request of an agent, and what came back. */
export interface Asked {
  readonly door: Door;
  /** What was asked for, such as `POST …/checkout`; over both doors the same. */
  readonly what: string;
  /** Null for what makes a cart. */
  readonly cart: string | null;
  readonly key: string | null;
  /** What was sent along, but for the credential. */
  readonly body: string;
  /** The credential's id. */
  readonly credential: string | null;
  /** Milliseconds on the machine's own clock, as are all times here. */
  readonly at: number;
  /** Null when none came, or nobody waited for it. */
  readonly answer: Answer | null;
}

export interface Answer {
  readonly at: number;
  /** Over MCP, what HTTP would have said. */
  readonly status: number;
  readonly text: string;
  readonly body: Body;
  /** Of a 402 to a credential: whether the provider had taken its money by then. */
  readonly hadMoved: boolean;
}

export type Body = Readonly<Record<string, unknown>>;

/** What an agent pays with by itself. */
export interface Credential {
  readonly rail: 'x402' | 'stripe-mpp';
  /** The number of the authorization, or the token's id. */
  readonly id: string;
  /** The cart that it was made for, and what its payer was told that it costs, in cents. */
  readonly cart: string;
  readonly amount: number;
  /** How it is sent over HTTP, and over MCP; null where it cannot be. */
  readonly headers: Readonly<Record<string, string>> | null;
  readonly meta: Readonly<Record<string, unknown>> | null;
  /** The key under which its quote was given. */
  readonly key: string | null;
  /** Without a challenge, so that it names no amount: it pays what was quoted last under its key. */
  readonly isBare: boolean;
}

/** A page of a provider where a person can pay. */
export interface Page {
  readonly rail: 'stripe-checkout' | 'coinbase';
  readonly url: string;
  /** What its address ends with. */
  readonly name: string;
  readonly cart: string;
}

export function newStory(): Story {
  return { asked: [], credentials: [], pages: [], lines: [], troubles: new Map() };
}

/** Tells something in its place. */
export function tell({ lines }: Story, line: string): void {
  lines.push(`${(performance.now() / 1_000).toFixed(3)} s  ${line}`);
}

export function errorIn({ body }: Pick<Answer, 'body'>): string | null {
  return typeof body.error === 'string' ? body.error : null;
}

/** Whether it tells of an order that is paid. */
export function isPaid({ status, body }: Pick<Answer, 'status' | 'body'>): boolean {
  return status === 200 && body.status === 'paid';
}
