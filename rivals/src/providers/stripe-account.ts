import { createHash, randomUUID } from 'node:crypto';
import type { Fault } from './provider.ts';

/** What the API answers. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: object;
  /** The first answer to the same idempotency key, once more. */
  readonly replayed?: true;
}

/** A seller's account at Stripe. */
export interface StripeAccount {
  /** `POST /v1/payment_intents` under an idempotency key. */
  charge(key: string, body: string, fault: Fault | null): Promise<ApiAnswer>;
  /** A shared payment token for an amount; one of an empty wallet is declined when it is charged. */
  issue(amount: string, wallet: 'good' | 'empty'): string;
  /** The tokens whose money has moved, each as often as it has. */
  charged(): readonly string[];
  /** Lets what is processing succeed. */
  complete(): void;
}

interface Intent {
  readonly spt: string;
  status: 'succeeded' | 'processing';
}

interface Token {
  left: number;
  readonly wallet: 'good' | 'empty';
}

/**
 * A token pays its amount once. An idempotency key replays its first answer, is 409 while that is under way and 400 with
 * other parameters.
 */
export function stripeAccount(): StripeAccount {
  const intents: Intent[] = [];
  const tokens = new Map<string, Token>();
  const answers = new Map<string, ApiAnswer & { readonly parameters: string }>();
  const running = new Set<string>();

  return {
    async charge(key, body, fault) {
      const parameters = createHash('sha256').update(body).digest('hex');
      const stored = answers.get(key);
      if (stored?.parameters === parameters) return { ...stored, replayed: true };
      if (stored) return failure(400, 'idempotency_error', null, 'The key was used with other parameters.');
      if (running.has(key)) {
        return failure(409, 'idempotency_error', 'idempotency_key_in_use', 'The key is in use.');
      }
      running.add(key);
      await new Promise((resolve) => setTimeout(resolve, 25)); // so that copies meet
      const answer = answerTo(new URLSearchParams(body), tokens, intents, fault);
      answers.set(key, { ...answer, parameters });
      running.delete(key);
      return answer;
    },
    issue(amount, wallet) {
      const spt = `spt_${randomUUID()}`;
      tokens.set(spt, { left: Number(amount), wallet });
      return spt;
    },
    charged: () => intents.flatMap(({ status, spt }) => (status === 'succeeded' ? [spt] : [])),
    complete() {
      for (const intent of intents) intent.status = 'succeeded';
    },
  };
}

/** Charges the token, unless it cannot be. */
function answerTo(
  parameters: URLSearchParams,
  tokens: ReadonlyMap<string, Token>,
  intents: Intent[],
  fault: Fault | null,
): ApiAnswer {
  const spt = parameters.get('shared_payment_granted_token') ?? '';
  const amount = Number(parameters.get('amount'));
  const token = tokens.get(spt);
  if (!token || token.left < amount) {
    return failure(400, 'invalid_request_error', null, 'The token has no such amount left.');
  }
  if (token.wallet === 'empty') {
    return failure(402, 'card_error', 'card_declined', 'Your card has insufficient funds.');
  }
  token.left -= amount;
  intents.push({ spt, status: fault === 'late' ? 'processing' : 'succeeded' });
  const status = fault === 'late' || fault === 'pending' ? 'processing' : 'succeeded';
  const currency = parameters.get('currency');
  return {
    status: 200,
    body: { id: `pi_${randomUUID()}`, object: 'payment_intent', amount, currency, status },
  };
}

function failure(status: number, type: string, code: string | null, message: string): ApiAnswer {
  return { status, body: { error: { type, code, message } } };
}
