import type { Mode } from '@railyard/core';
import type { Context } from 'hono';
import type { Provider } from 'oidc-provider';
import type { Buyers } from '../buyers.ts';
import type { Environment } from '../http/environment.ts';
import type { Bridge } from './bridge.ts';
import type { Records } from './records.ts';

/** What the pages on which people sign in and allow clients something stand on. */
export interface Desk {
  readonly provider: Provider;
  readonly records: Records;
  readonly bridge: Bridge;
  readonly buyers: Pick<Buyers, 'sendCode' | 'signIn' | 'read'>;
  /** Whose people they are. */
  readonly tenant: string;
  /** The handle of the one seller that clients buy from; null for the whole network of the tenant. */
  readonly seller: string | null;
  readonly mode: Mode;
  /** As pages name this server. */
  readonly host: string;
  /** Where the codes of the sandbox can be read; null where mail leaves for real. */
  readonly mailbox: string | null;
  /** Takes note of an error that a page tells in its own words. */
  readonly log: (c: Context<Environment>, error: unknown) => void;
}
