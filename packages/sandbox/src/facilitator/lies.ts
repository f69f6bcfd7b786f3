import { randomBytes } from 'node:crypto';
import type { Lies } from '../faults/perform.ts';
import type { Hex } from '../sandbox.ts';
import type { CircleStatus } from './circle.ts';
import type { Claims } from './payment.ts';

/** What can be said falsely of a settlement. It is done before it is denied. */
export function settleLies({ payer, network, signed }: Claims, settle: () => Promise<object>): Lies {
  const refused = (errorReason: string) => ({ success: false, errorReason, transaction: '', network, payer });
  return {
    false_success: () => ({ success: true, transaction: madeUpHash(), network, payer }),
    async false_failure(reason) {
      await settle();
      return refused(reason);
    },
    leaky_refusal: (reason) => ({ ...refused(reason), errorMessage: leak(signed) }),
  };
}

/** What can be said falsely of a payment that is only looked at. */
export function verifyLies({ payer, signed }: Claims): Lies {
  const refused = (invalidReason: string) => ({ isValid: false, invalidReason, payer });
  return {
    false_success: () => ({ isValid: true, payer }),
    false_failure: refused,
    leaky_refusal: (reason) => ({ ...refused(reason), invalidMessage: leak(signed) }),
  };
}

/** What can be said falsely of where a payment stands. */
export function statusLies(status: CircleStatus | null): Lies {
  return {
    pending: () => ({ ...status, status: 'pending', transaction: null }),
    false_success: () => ({ ...status, status: 'completed', transaction: madeUpHash() }),
    false_failure: () => ({ ...status, status: 'failed', transaction: null }),
  };
}

function leak(signed: string): string {
  return `Execution reverted. Request: ${signed}`;
}

/** The hash of no transaction. */
function madeUpHash(): Hex {
  return `0x${randomBytes(32).toString('hex')}`;
}
