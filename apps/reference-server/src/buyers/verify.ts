import { RailError } from '@railyard/core';
import type { Row } from '@railyard/core/store';
import { buyerRow, verifiedBuyer } from './buyer.ts';
import { type Code, isRight } from './code.ts';
import { afterGuess, checkPace } from './counting.ts';
import type { Desk } from './desk.ts';
import { BY_KEY } from './pace.ts';
import { type Asking, doneBefore, type Named, namedRequest, requestRow } from './request.ts';
import { buyerKey, passingKey } from './spaces.ts';
import { newToken, tokenKey, tokenRow } from './tokens.ts';

/** Somebody shows the code that was mailed. */
export interface CodeShown extends Pick<Asking, 'tenant' | 'principal' | 'operation' | 'key'> {
  readonly email: string;
  readonly code: string;
}

/** A token that stands for the buyer from now on. */
export interface Verified {
  readonly buyer: string;
  readonly token: string;
  readonly replayed: boolean;
}

/** What the one write has found: a token that was given before, one that is new, or a code that is not right. */
type Found = { readonly sealed: string | null; readonly replayed: boolean } | 'wrong';

/**
 * Gives a token for the newest code, once. The same request again gets the same token. Throws `invalid_otp`, which says
 * nothing of why, and `rate_limited`.
 */
export async function verify(desk: Desk, shown: CodeShown): Promise<Verified> {
  const { secret, mode, random } = desk;
  const { tenant, email, code } = shown;
  const buyer = secret.buyer(tenant, email);
  const request = namedRequest(secret, { ...shown, contents: [email, code] });
  const token = newToken(mode, random);
  const sealed = request && (await desk.seal(token, request.key.key));

  const hash = secret.hash('code', buyer, code);
  const found = await spend(desk, { shown, buyer, hash, request, token, sealed });
  if (found === 'wrong') throw invalid();
  if (!found.replayed) return { buyer, token, replayed: false };
  const given = request && found.sealed !== null && (await desk.unseal(found.sealed, request.key.key));
  if (!given) throw invalid(); // its sealing key is gone, and the code with it
  return { buyer, token: given, replayed: true };
}

interface Spending {
  readonly shown: CodeShown;
  readonly buyer: string;
  readonly hash: string;
  readonly request: Named | null;
  readonly token: string;
  readonly sealed: string | null;
}

/** The one write that uses a code up, whether it was right or wrong, so that nobody gets more tries by hurrying. */
function spend({ store }: Desk, spending: Spending): Promise<Found> {
  const { shown, buyer, hash, request, token } = spending;
  const { tenant, principal } = shown;
  const keys = [
    passingKey('code', buyer),
    passingKey('guesses', `${tenant}:${principal}`),
    buyerKey(buyer),
    tokenKey(token),
    ...(request ? [request.key] : []),
  ];
  return store.update<Found>(keys, ([codeRow, guesses, known, , asked], now) => {
    const before = doneBefore(request, asked, now);
    if (before) return { rows: [], result: { sealed: before.sealed, replayed: true } };
    checkPace(guesses, BY_KEY, now);
    const code = (codeRow?.value as Code | undefined) ?? null;
    if (!isRight(code, hash, now))
      return { rows: afterGuess(tenant, codeRow, guesses, now), result: 'wrong' };
    const verified = verifiedBuyer({ id: buyer, tenant, email: shown.email }, known, code);
    return {
      rows: [null, undefined, buyerRow(verified), tokenRow(token, verified), ...answered(spending, now)],
      result: { sealed: null, replayed: false },
    };
  });
}

function answered({ shown, request, sealed }: Spending, now: number): readonly Row[] {
  if (!request) return [];
  return [requestRow(shown, request, now, { isDone: true, sealed })];
}

export function invalid(): RailError {
  return new RailError('invalid_otp', 'This is not a code that is good now.');
}
