import { randomBytes } from 'node:crypto';
import { memoryStore } from '@railyard/core/store';
import { type LocalStripe, localStripe } from '@railyard/sandbox';
import { mppKind, mppRail } from '../../src/rails/mpp.ts';
import { createRails } from '../../src/rails.ts';
import { nodeRuntime } from '../../src/runtime.ts';
import type { Ports } from '../../src/server.ts';
import { openShop, PAY_TO, type Shop, X402_KIND } from '../shop.ts';

/** A shop on the real rails, with a strict Stripe in this process. Nobody reaches the facilitator. */
export interface CardShop extends Shop {
  readonly stripe: LocalStripe;
  /** The clock of the server and of Stripe, which stands still. */
  advance(ms: number): void;
  /** The same shop as a process has it that starts now, whose challenges are signed with these keys. */
  restart(secrets?: readonly string[]): Promise<CardShop>;
}

export const REALM = 'kifly';
export const OLD_SECRET = 'the first key that challenges are signed with';
export const NEW_SECRET = 'the key that takes its place, newer by a day';

export async function openCardShop(
  ports: Partial<Ports> = {},
  secrets: readonly string[] = [OLD_SECRET],
): Promise<CardShop> {
  let now = Date.now();
  const stripe = localStripe({ now: () => now, seed: 'cards' });
  const { secretKey, profile, webhookSecret } = stripe.facts;
  const clock = {
    store: memoryStore({ now: () => now }),
    runtime: { ...nodeRuntime([{ id: 'one', bytes: randomBytes(32) }]), now: () => now },
  };

  async function open(set: Partial<Ports>, keys: readonly string[]): Promise<CardShop> {
    const tokens = { secretKey, profile, webhookSecrets: [webhookSecret], realm: REALM, secrets: keys };
    const rails = createRails({
      kinds: [X402_KIND, mppKind(tokens)],
      referring: null,
      cards: mppRail(tokens, profile),
      accounts: null,
    });
    const shop = await openShop({ rails, fetch: stripe.fetch, ...set }, [
      { rail: 'stripe-mpp', payTo: profile, active: true },
      { rail: 'x402', payTo: PAY_TO, active: true },
    ]);
    return {
      ...shop,
      stripe,
      advance(ms) {
        now += ms;
      },
      restart: (next = keys) => open({ ...set, store: shop.store }, next),
    };
  }
  return open({ ...clock, ...ports }, secrets);
}
