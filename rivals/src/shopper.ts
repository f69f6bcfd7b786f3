import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Credential } from './clients/client.ts';
import type { Retry } from './scenarios.ts';
import type { Answer } from './verdict.ts';

/** How long a client waits for an answer: longer than any of the libraries waits for its provider by default. */
const PATIENCE = 120_000;
/** After so many answers that do not say when to ask again it gives up, and after so long in any case. */
const TRIES = 5;
const AT_MOST = 180_000;
/** The headers in which a 402 says how to pay. One that has neither is asked for again without a payment. */
const TERMS = ['payment-required', 'www-authenticate'];
/** How long it waits before it asks again, at the least and at the most, in milliseconds. */
const PAUSE = { least: 300, most: 10_000 };

/** A client that wants one order. */
export interface Shopper {
  readonly answers: readonly Answer[];
  /** Every credential that it has made. */
  readonly credentials: readonly Credential[];
  /** Asks without a payment and signs what the 402 asks for. */
  sign(): Promise<Credential>;
  /**
   * Sends a credential for the order; null when there was no answer. `another` order is none that is owed, even when the
   * credential pays for it, nor is the one that competes with it; an answer is `unheard` when it gets lost on its way.
   */
  pay(credential: Credential, as?: 'another' | 'competing' | 'unheard'): Promise<Response | null>;
  /** Tries on after this answer, until it has its order or gives up. */
  goOn(credential: Credential, answer: Response | null): Promise<void>;
}

interface Told {
  readonly told: Response | null;
}

export function shopper(client: Client, address: string, retry: Retry): Shopper {
  const answers: Answer[] = [];
  const credentials: Credential[] = [];

  const send = (item: string, headers: Credential['headers']): Promise<Response | null> =>
    fetch(`${address}/orders/${item}`, {
      method: 'POST',
      headers,
      signal: AbortSignal.timeout(PATIENCE),
    }).catch(() => null);

  const signed = async (challenge: Response): Promise<Credential> => {
    const credential = await client.sign(challenge);
    credentials.push(credential);
    return credential;
  };

  /** A new credential, or what the client was told in place of a 402. */
  const renewed = async (): Promise<Credential | Told> => {
    const answer = await send('chair', {});
    if (answer?.status === 402) return signed(answer);
    answers.push({ credential: '', status: answer?.status ?? null, owed: true });
    return { told: answer };
  };

  /** What this client does about an answer: the credential to send now, or what it was told meanwhile. */
  const next = async (credential: Credential, answer: Response | null): Promise<Credential | Told> => {
    if (retry === 'anew') return renewed();
    if (retry === 'same' || answer?.status !== 402) return credential;
    return TERMS.some((name) => answer.headers.has(name)) ? signed(answer) : renewed();
  };

  const buyer: Shopper = {
    answers,
    credentials,
    async sign() {
      const credential = await renewed();
      if ('name' in credential) return credential;
      throw new Error('An order without a payment is not answered with 402.');
    },
    async pay(credential, as) {
      const answer = await send(as === 'another' ? 'table' : 'chair', credential.headers);
      const status = as === 'unheard' ? null : (answer?.status ?? null);
      answers.push({ credential: credential.name, status, owed: as !== 'another' && as !== 'competing' });
      return answer;
    },
    async goOn(first, firstAnswer) {
      const end = Date.now() + AT_MOST;
      let credential = first;
      let answer = firstAnswer;
      let tries = 1;
      while (!answer?.ok && tries < TRIES && Date.now() < end) {
        await pause(answer);
        const step = await next(credential, answer);
        if ('told' in step) answer = step.told;
        else answer = await buyer.pay((credential = step));
        if (!answer?.headers.has('retry-after')) tries += 1;
      }
    },
  };
  return buyer;
}

/** Waits as long as the answer asks for. */
async function pause(answer: Response | null): Promise<void> {
  const asked = Number(answer?.headers.get('retry-after') ?? 0) * 1_000;
  await sleep(Math.min(Math.max(asked, PAUSE.least), PAUSE.most));
}
