import { draw, lettersOf } from '../provider/letters.ts';
import { Table } from '../provider/table.ts';
import type { StripeAccount, StripeFacts } from './facts.ts';
import type { State } from './state.ts';
import { PREVIEW_VERSION, VERSION } from './versions.ts';

/** A Stripe to which nothing has happened yet. */
export function emptyState(seed: string): State {
  return {
    seed,
    drawn: 0,
    facts: factsOf(seed),
    intents: new Table(),
    sessions: new Table(),
    charges: new Table(),
    refunds: new Table(),
    disputes: new Table(),
    tokens: new Table(),
    cardholders: new Table(),
    cards: new Table(),
    authorizations: new Table(),
    transactions: new Table(),
    rulers: new Table(),
    endpoints: new Table(),
    events: new Table(),
    replies: new Table(),
    deliveries: new Table(),
  };
}

/** The next id of its kind, such as `pi_…`. The same seed gives the same ids. */
export function drawId(state: State, prefix: string): string {
  return `${prefix}_${lettersOf(draw(state), 24)}`;
}

function factsOf(seed: string): StripeFacts {
  return {
    ...accountOf(seed, 'seller'),
    secretKey: `sk_test_${lettersOf(`${seed} seller key`, 32)}`,
    webhookSecret: `whsec_${lettersOf(`${seed} webhooks`, 32)}`,
    version: VERSION,
    previewVersion: PREVIEW_VERSION,
    agent: { ...accountOf(seed, 'agent'), secretKey: `sk_test_${lettersOf(`${seed} agent key`, 32)}` },
    connected: accountOf(seed, 'connected'),
  };
}

function accountOf(seed: string, name: string): StripeAccount {
  return {
    account: `acct_${lettersOf(`${seed} ${name}`, 16)}`,
    profile: `profile_test_${lettersOf(`${seed} ${name} profile`, 24)}`,
  };
}
