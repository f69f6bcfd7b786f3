import type { Runtime } from '@railyard/core';
import type { Ledger } from './ledger.ts';
import type { Authorization, NonceName, NonceReply, Operation, Wire } from './wire.ts';

/** One answering function per operation. */
export type Desks = {
  readonly [Asked in Operation]: (request: Wire[Asked]['request']) => Wire[Asked]['reply'];
};

/**
 * The desk where tokens are charged. The token's name says what happens: `tok_declined…`, `tok_pending…`, `tok_short…`.
 */
export function tokenDesk(ledger: Ledger) {
  const payments = new Map<string, Payment>();

  function reply(attempt: string): Wire['charge']['reply'] {
    const payment = payments.get(attempt);
    const charge = ledger.find(payment?.charge ?? '');
    return { state: payment?.state ?? 'not_found', ...(charge && { charge }) };
  }

  function end(attempt: string, payment: Payment, state: Payment['state']): void {
    const { token, amount, currency } = payment;
    const taken = token.startsWith('tok_short') ? amount - 1 : amount;
    const charge = state === 'succeeded' ? ledger.take(token, taken, currency).id : null;
    payments.set(attempt, { ...payment, state, charge });
  }

  return {
    charge({ attempt, ...asked }: Wire['charge']['request']) {
      end(attempt, { ...asked, state: 'processing', charge: null }, stateFor(asked.token));
      return reply(attempt);
    },
    find_charge: ({ attempt }: { readonly attempt: string }) => reply(attempt),
    finish(attempt: string, state: 'succeeded' | 'declined'): void {
      const payment = payments.get(attempt);
      if (payment?.state === 'processing') end(attempt, payment, state);
    },
    finishAll(state: 'succeeded' | 'declined'): void {
      for (const [attempt, payment] of payments)
        if (payment.state === 'processing') end(attempt, payment, state);
    },
    attemptOf: (charge: string) => keyWhere(payments, (payment) => payment.charge === charge),
  };
}

interface Payment {
  readonly token: string;
  readonly amount: number;
  readonly currency: string;
  readonly state: 'succeeded' | 'processing' | 'declined';
  readonly charge: string | null;
}

function stateFor(token: string): Payment['state'] {
  if (token.startsWith('tok_declined')) return 'declined';
  return token.startsWith('tok_pending') ? 'processing' : 'succeeded';
}

/**
 * The chain: each nonce is used once, by whoever brings it, until `validBefore`. A nonce named `refused…` needs `land`.
 */
export function nonceDesk(ledger: Ledger, clock: Pick<Runtime, 'now'>) {
  const used = new Map<string, string>();

  function read(name: NonceName): NonceReply {
    const charge = ledger.find(used.get(nameOf(name)) ?? '');
    if (charge) return { state: 'used', charge };
    return { state: clock.now() < name.validBefore ? 'unspent' : 'expired' };
  }

  function land(authorization: Authorization): NonceReply {
    if (read(authorization).state === 'unspent') {
      const { amount, currency } = authorization;
      used.set(nameOf(authorization), ledger.take(`nonce:${nameOf(authorization)}`, amount, currency).id);
    }
    return read(authorization);
  }

  return {
    land,
    read_chain: read,
    submit: (authorization: Authorization): NonceReply =>
      authorization.nonce.startsWith('refused') && read(authorization).state === 'unspent'
        ? { state: 'refused' }
        : land(authorization),
  };
}

function nameOf({ payer, nonce }: NonceName): string {
  return `${payer}:${nonce}`;
}

/** The first key whose value it holds for; null when there is none. */
export function keyWhere<T>(map: ReadonlyMap<string, T>, holds: (value: T) => boolean): string | null {
  return [...map].find(([, value]) => holds(value))?.[0] ?? null;
}
