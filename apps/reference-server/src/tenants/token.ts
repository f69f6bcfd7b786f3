import { RailError } from '@railyard/core';
import { type CryptoKey, errors, importJWK, type JWK, type JWTPayload, jwtVerify } from 'jose';
import { z } from 'zod';
import type { Tenants, TokenKey } from '../tenants.ts';

/** A user of a tenant, as the tenant itself knows them. */
export interface User {
  readonly tenant: string;
  /** A lasting id. */
  readonly id: string;
  /** Null where the tenant has said none. */
  readonly email: string | null;
}

/** What somebody shows who calls for a tenant's user. */
export interface Shown {
  readonly tenant: string;
  /** Null where none was sent. */
  readonly token: string | null;
}

/** Seconds that clocks may differ. */
const LEEWAY = 5;

/**
 * The user whom a token stands for. Each tenant has keys of its own, each key one algorithm, and a token names its
 * tenant and its end. Throws `invalid_api_key`, in the same words whether it is another tenant's or nobody's.
 */
export async function readToken(tenants: Tenants, { tenant, token }: Shown, now: number): Promise<User> {
  if (token === null) throw refused('No auth_token was sent.');
  const keys = await tenants.tokenKeys(tenant);
  try {
    const { payload } = await jwtVerify(
      token,
      ({ kid, alg }) => {
        const key = keys.find((one) => one.kid === kid && one.alg === alg);
        if (!key) throw new errors.JWKSNoMatchingKey();
        return publicKey(key);
      },
      {
        algorithms: [...new Set(keys.map(({ alg }) => alg))],
        requiredClaims: ['exp', 'sub', 'tenant_id'],
        clockTolerance: LEEWAY,
        currentDate: new Date(now),
      },
    );
    return userIn(payload, tenant);
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw refused('The auth_token has expired.');
    throw refused('The auth_token is not good for this tenant.');
  }
}

/** The key as it verifies. Rejects where the parts make none. */
export function publicKey(key: TokenKey): Promise<CryptoKey> {
  // A JWK without `d` or `k` is public.
  return importJWK(key as JWK, key.alg) as Promise<CryptoKey>;
}

const EMAIL = z.email().max(254);
// One line, so that an id stands in a record and in a log as it is.
const ID = /^[^\p{Cc}\p{Cs}]{1,200}$/u;

function userIn({ tenant_id, sub: id, email }: JWTPayload, tenant: string): User {
  if (tenant_id !== tenant || typeof id !== 'string' || !ID.test(id)) throw new errors.JWTInvalid();
  return { tenant, id, email: EMAIL.safeParse(email).data ?? null };
}

function refused(message: string): RailError {
  return new RailError('invalid_api_key', message, {
    nextAction: 'Have the user signed in anew at the tenant, and send the token that they get as auth_token.',
  });
}
