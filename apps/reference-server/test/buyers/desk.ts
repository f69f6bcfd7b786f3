import { randomBytes } from 'node:crypto';
import type { CodeKind } from '../../src/buyers/code.ts';
import { type Buyers, storedBuyers } from '../../src/buyers.ts';
import { createInbox, type Inbox } from '../../src/mail/inbox.ts';
import type { Mail } from '../../src/mail.ts';
import { nodeRuntime } from '../../src/runtime.ts';
import { createClock } from '../hosted/clock.ts';
import { type OpenStore, openStore } from '../hosted/open-store.ts';

export const EMAIL = 'ann@example.com';
export const MINUTE = 60_000;

/** Buyers on a store that can be seen, by a clock that stands still, with mail that can be read. */
export interface BuyersDesk {
  readonly buyers: Buyers;
  readonly store: OpenStore;
  readonly inbox: Inbox;
  readonly advance: (ms: number) => void;
  /** Asks for a code and reads it in the mail. */
  readonly code: (email?: string, asked?: Partial<Asked>) => Promise<string>;
  readonly verify: (code: string, asked?: Partial<Asked>) => ReturnType<Buyers['verify']>;
}

export interface Asked {
  readonly tenant: string;
  readonly principal: string;
  readonly key: string | null;
  readonly email: string;
  readonly name: string | null;
  readonly kind: CodeKind;
}

const CALLER: Asked = {
  tenant: 'demo',
  principal: 'key_1',
  key: null,
  email: EMAIL,
  name: null,
  kind: 'code',
};

/** The code in the newest letter. */
export function codeIn(inbox: Inbox): string {
  return /\b\d{6}\b/.exec(inbox.received()[0]?.text ?? '')?.[0] ?? 'no code';
}

export function openDesk(over: (inbox: Inbox) => Mail | null = (inbox) => inbox): BuyersDesk {
  const clock = createClock(Date.UTC(2026, 10, 26));
  const store = openStore(clock);
  const inbox = createInbox(() => clock.now());
  const runtime = { ...nodeRuntime([{ id: 'one', bytes: randomBytes(32) }]), ...clock };
  const buyers = storedBuyers(store, {
    secret: 'a secret that is not in the database',
    mail: over(inbox),
    runtime,
    mode: 'test',
    baseUrl: 'http://shop.test',
  });
  return {
    buyers,
    store,
    inbox,
    advance: (ms) => clock.advance(ms),
    async code(email = EMAIL, asked = {}) {
      await buyers.sendCode({ ...CALLER, operation: 'buyer.request_code', email, ...asked });
      return codeIn(inbox);
    },
    verify: (code, asked = {}) => buyers.verify({ ...CALLER, operation: 'buyer.verify', code, ...asked }),
  };
}
