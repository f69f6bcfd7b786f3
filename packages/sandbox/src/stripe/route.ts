import type { StripeCall } from './kinds.ts';

/** A call by its method and path, and the parameters that are honoured of those that it has. */
export interface Route {
  readonly call: StripeCall;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly honoured: readonly string[];
  /** Only a preview version has the path. */
  readonly preview?: true;
}

/** What chooses a page of a list. */
export const PAGE: readonly string[] = ['limit', 'starting_after', 'ending_before', 'expand'];
