/** One answer to a request with a credential; the status is null when none came. */
export interface Answer {
  readonly credential: string;
  readonly status: number | null;
  /** Whether the order that was asked for is owed for the credential; of two resources the server may choose one. */
  readonly owed: boolean;
}

/** What happened in a scenario, counted by the provider, the seller's own code and the client. */
export interface Facts {
  readonly charged: number;
  /** Distinct orders that the handler made. */
  readonly orders: number;
  /** Times that the handler ran. */
  readonly runs: number;
  readonly answers: readonly Answer[];
  /** Credentials whose money had moved when all was over. */
  readonly spent: readonly string[];
  /** From the first request that pays to the last answer. */
  readonly seconds: number;
}

export type Violation =
  /** The one purchase was charged more than once. */
  | 'double'
  /** Charged, and the client has not got its order. */
  | 'lost'
  /** More orders than charges. */
  | 'unpaid'
  /** A 402 for a credential whose money has moved. */
  | 'told402';

export function violationsOf({ charged, orders, answers, spent }: Facts): readonly Violation[] {
  const violations: readonly (readonly [Violation, boolean])[] = [
    ['double', charged > 1],
    ['lost', charged > 0 && !answers.some(({ status }) => isGood(status))],
    ['unpaid', orders > charged],
    [
      'told402',
      answers.some(({ credential, status, owed }) => owed && status === 402 && spent.includes(credential)),
    ],
  ];
  return violations.filter(([, holds]) => holds).map(([violation]) => violation);
}

function isGood(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300;
}
