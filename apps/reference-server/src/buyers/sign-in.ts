import { type Buyer, buyerRow, verifiedBuyer } from './buyer.ts';
import { type Code, isRight } from './code.ts';
import { afterGuess, checkPace } from './counting.ts';
import type { Desk } from './desk.ts';
import { BY_KEY } from './pace.ts';
import { buyerKey, passingKey } from './spaces.ts';
import { invalid } from './verify.ts';

/** Somebody types the code that was mailed into a page of ours. */
export interface SignIn {
  readonly tenant: string;
  /** Where it comes from, whose wrong codes are counted together. */
  readonly principal: string;
  readonly email: string;
  readonly code: string;
}

/** Knows a person by the newest code, once; no token is given. Throws `invalid_otp` and `rate_limited`. */
export async function signIn({ store, secret }: Desk, shown: SignIn): Promise<Buyer> {
  const { tenant, principal, email, code: typed } = shown;
  const id = secret.buyer(tenant, email);
  const hash = secret.hash('sign_in', id, typed);
  const keys = [passingKey('sign_in', id), passingKey('guesses', `${tenant}:${principal}`), buyerKey(id)];
  const buyer = await store.update<Buyer | null>(keys, ([codeRow, guesses, known], now) => {
    checkPace(guesses, BY_KEY, now);
    const code = (codeRow?.value as Code | undefined) ?? null;
    if (!isRight(code, hash, now)) return { rows: afterGuess(tenant, codeRow, guesses, now), result: null };
    const verified = verifiedBuyer({ id, tenant, email }, known, code);
    return { rows: [null, undefined, buyerRow(verified)], result: verified };
  });
  if (!buyer) throw invalid();
  return buyer;
}
