import type { Keeping } from '../provider/keys.ts';
import { refused, StripeError } from './errors.ts';
import type { Reply } from './state.ts';

const LONGEST = 255;

/** The call that a key was first used for. */
export interface Use {
  readonly account: string;
  readonly key: string;
  readonly path: string;
  readonly form: string;
}

/** What Stripe makes of idempotency keys. */
export const KEEPING: Keeping<Use, Reply> = {
  nameOf: ({ account, key }) => `${account} ${key}`,
  checkKey({ key }) {
    if (key.length > LONGEST) throw refused(`An idempotency key has ${LONGEST} characters at most.`);
  },
  checkUse(use, reply) {
    const type = 'idempotency_error';
    if (use.path !== reply.path)
      throw refused(`This idempotency key was first used for ${reply.path}. Use another.`, { type });
    if (use.form !== reply.form)
      throw refused('This idempotency key was first used with other parameters. Use another.', { type });
  },
  inUse,
};

/** What Stripe says while the first call with a key is under way. */
export function inUse(): StripeError {
  return new StripeError(409, 'There is a request in progress with this idempotency key.', {
    type: 'idempotency_error',
    code: 'idempotency_key_in_use',
  });
}
