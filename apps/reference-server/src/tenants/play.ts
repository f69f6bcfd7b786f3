import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { keepSecret } from '../secret-file.ts';
import type { Tenants } from '../tenants.ts';

/** Lets anybody be a user of the play tenant: signs tokens with a key that is kept beside the database. */
export interface PlayTenant {
  readonly tenant: string;
  /** A token for this user, good for an hour. */
  tokenFor(user: { readonly id: string; readonly email: string }, now: number): Promise<string>;
}

const ALG = 'EdDSA';
const KID = 'play';
const LIFETIME = 3_600;

/** Opens the key in a file, made on first use, and has the tenant know it. For play money alone. */
export async function openPlayTenant(tenants: Tenants, tenant: string, file: string): Promise<PlayTenant> {
  const made = await generateKeyPair(ALG, { extractable: true });
  const fresh = JSON.stringify(await exportJWK(made.privateKey));
  const secret = JSON.parse(keepSecret(file, () => fresh)) as JWK & { readonly x: string };
  const key = await importJWK(secret, ALG);
  await tenants.saveTokenKeys(tenant, [{ kid: KID, alg: ALG, kty: 'OKP', crv: secret.crv, x: secret.x }]);
  return {
    tenant,
    tokenFor: ({ id, email }, now) =>
      new SignJWT({ tenant_id: tenant, email })
        .setProtectedHeader({ alg: ALG, kid: KID })
        .setSubject(id)
        .setIssuedAt(Math.floor(now / 1_000))
        .setExpirationTime(Math.floor(now / 1_000) + LIFETIME)
        .sign(key),
  };
}
