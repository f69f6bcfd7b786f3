import { type Answer, doubted, readAnswer } from '../wire/answer.ts';
import type { Payment } from '../wire/payment.ts';
import type { Requirement } from '../wire/requirement.ts';
import { type Link, postJson } from './post.ts';

/** A facilitator in this process. The `FacilitatorClient` and `x402Facilitator` of `@x402/core` fit. */
export interface Facilitator {
  /** Submits the payment and resolves with a `SettleResponse`. */
  settle(paymentPayload: Payment, paymentRequirements: Requirement): Promise<unknown>;
}

/** Submits a payment once. Never rejects: what it cannot tell is `unclear`. */
export type Submit = (payment: Payment, requirement: Requirement, link: Link) => Promise<Answer>;

const LONGEST_ANSWER = 64 * 1_024;

/** Submits to a facilitator at an address or in this process, and waits at most `timeout` milliseconds. */
export function createSubmit(facilitator: string | Facilitator, timeout: number): Submit {
  const ask =
    typeof facilitator === 'string' ? overHttp(facilitator, timeout) : inProcess(facilitator, timeout);
  return async (payment, requirement, link) => {
    try {
      return await ask(payment, requirement, link);
    } catch {
      // The error may hold the signed payment, so nothing of it is kept.
      return { says: 'unclear', code: 'no_answer', transaction: null };
    }
  };
}

function overHttp(address: string, timeout: number): Submit {
  const url = `${address.replace(/\/$/, '')}/settle`;
  return async (payment, requirement, link) => {
    const request = {
      x402Version: payment.x402Version,
      paymentPayload: payment,
      paymentRequirements: requirement,
    };
    const { status, body } = await postJson(url, request, { limit: LONGEST_ANSWER, timeout }, link);
    const answer = readAnswer(body);
    return status >= 500 ? doubted(answer, `http_${status}`) : answer;
  };
}

function inProcess(facilitator: Facilitator, timeout: number): Submit {
  return async (payment, requirement, link) => {
    const answered = facilitator.settle(payment, requirement);
    return readAnswer(
      await Promise.race([answered, aborted(AbortSignal.any([link.signal, AbortSignal.timeout(timeout)]))]),
    );
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(new Error('Nobody waits any more.'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
}
