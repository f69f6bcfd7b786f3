import type { Mode, Runtime, Store } from '@railyard/core';
import type { Mail } from '../mail.ts';
import type { Secret } from './secret.ts';

/** What the work on buyers stands on. */
export interface Desk extends Pick<Runtime, 'random' | 'seal' | 'unseal'> {
  readonly store: Store;
  readonly mode: Mode;
  readonly secret: Secret;
  /** Null where no mail is sent. */
  readonly mail: Mail | null;
  /** As letters name this server. */
  readonly host: string;
}
