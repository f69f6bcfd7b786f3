import { refused, StripeError } from './errors.ts';
import type { Reply, State } from './state.ts';

const KEPT_MS = 24 * 60 * 60 * 1000;
const LONGEST = 255;

/** The call that a key was first used for. */
export interface Use {
  readonly account: string;
  readonly key: string;
  readonly path: string;
  readonly form: string;
}

/** Who asks again with the same key gets the same answer, for a day. */
export interface Keys {
  /** The answer that was given; null when the key is new, and then it is taken. Throws 400 or 409. */
  take(use: Use): Reply | null;
  /** Keeps an answer for the next who asks. */
  keep(use: Use, reply: Omit<Reply, 'path' | 'form' | 'at'>): void;
  /** Nobody waits for this answer any more. */
  release(use: Use): void;
}

export function createKeys({ replies }: State, now: () => number): Keys {
  const taken = new Set<string>();

  function forget(): void {
    for (const [name, { at }] of replies) {
      if (now() - at < KEPT_MS) return;
      replies.delete(name);
    }
  }

  return {
    take(use) {
      forget();
      if (use.key.length > LONGEST) throw refused(`An idempotency key has ${LONGEST} characters at most.`);
      const reply = replies.get(nameOf(use));
      if (reply) return sameUse(use, reply);
      if (taken.has(nameOf(use))) throw inUse();
      taken.add(nameOf(use));
      return null;
    },
    keep(use, reply) {
      replies.set(nameOf(use), { ...reply, path: use.path, form: use.form, at: now() });
    },
    release(use) {
      taken.delete(nameOf(use));
    },
  };
}

function nameOf({ account, key }: Use): string {
  return `${account} ${key}`;
}

/** What Stripe says while the first call with a key is under way. */
export function inUse(): StripeError {
  return new StripeError(409, 'There is a request in progress with this idempotency key.', {
    type: 'idempotency_error',
    code: 'idempotency_key_in_use',
  });
}

function sameUse(use: Use, reply: Reply): Reply {
  const type = 'idempotency_error';
  if (use.path !== reply.path)
    throw refused(`This idempotency key was first used for ${reply.path}. Use another.`, { type });
  if (use.form !== reply.form)
    throw refused('This idempotency key was first used with other parameters. Use another.', { type });
  return reply;
}
