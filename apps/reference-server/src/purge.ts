import { purge } from '@railyard/core/operator';
import type { Space, Store } from '@railyard/core/store';
import { BUYER_CODE_SPACE, BUYER_ORDER_SPACE } from './buyers/spaces.ts';
import { MERCHANT_SPACE } from './merchants/space.ts';
import { OAUTH_SPACE } from './oauth/records.ts';
import { QUOTE_SPACE } from './quotes.ts';
import { CLICK_SPACE } from './referrals/clicks.ts';
import { SPENDING_SPACE } from './spending/space.ts';
import { AGENTCARD_SPACE } from './surfaces/agentcard/records.ts';

/** Those whose rows are over when they are due; of the core's only the approvals, which are this server's to drop. */
const SPACES: readonly Space[] = [
  'approval',
  AGENTCARD_SPACE,
  BUYER_CODE_SPACE,
  BUYER_ORDER_SPACE,
  CLICK_SPACE,
  MERCHANT_SPACE,
  OAUTH_SPACE,
  QUOTE_SPACE,
  SPENDING_SPACE,
];

/** Drops what has served its time. */
export async function purgeAll(store: Store, report: (error: unknown) => void): Promise<void> {
  for (const space of SPACES) await purge(store, space, report);
}
