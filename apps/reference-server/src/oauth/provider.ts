import { generateKeyPairSync } from 'node:crypto';
import { isRailError } from '@railyard/core';
import { type Configuration, errors, type JWK, type KoaContextWithOIDC, Provider } from 'oidc-provider';
import { HEADERS } from '../pay/document.ts';
import { adapterOf } from './adapter.ts';
import { LIFETIMES } from './lifetimes.ts';
import { REFUSED } from './notices.ts';
import { RENEWING } from './paces.ts';
import type { Records } from './records.ts';
import { SCOPES } from './scopes.ts';

/** Where the library answers, and where a person is sent. */
export const ROUTES = {
  authorization: '/oauth/authorize',
  token: '/oauth/token',
  registration: '/oauth/register',
  revocation: '/oauth/revoke',
} as const;
export const SIGN_IN = '/oauth/sign-in';

export interface ProviderSettings {
  readonly baseUrl: string;
  readonly records: Records;
  /** What cookies are signed with, the newest first. */
  readonly cookieSecrets: readonly string[];
  /** Whether there is a person with this id. */
  readonly isKnown: (person: string) => Promise<boolean>;
}

/** The addresses that stand for this server as what tokens are for. */
export function resourcesAt(baseUrl: string): readonly [mcp: string, ...others: string[]] {
  return [`${baseUrl}/mcp`, baseUrl, `${baseUrl}/`];
}

/** The authorization server: codes with PKCE for clients that register themselves, and refresh tokens that rotate. */
export function createProvider(settings: ProviderSettings): Provider {
  const { baseUrl, records, cookieSecrets } = settings;
  const cookie = { httpOnly: true, sameSite: 'lax', signed: true } as const;
  const { pathname } = new URL(baseUrl);
  const mount = pathname.replace(/\/$/, '');
  return new Provider(baseUrl, {
    adapter: adapterOf(records),
    routes: ROUTES,
    responseTypes: ['code'],
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post'],
    clientDefaults: {
      // The one type for which redirects go to https, to this device, or to a scheme of an app, and nowhere else.
      application_type: 'native',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      id_token_signed_response_alg: 'ES256',
    },
    scopes: [],
    pkce: { required: () => true },
    features: featuresFor(baseUrl),
    rotateRefreshToken: (ctx) => countRenewal(ctx, records),
    issueRefreshToken: (_, client) => Promise.resolve(client.grantTypeAllowed('refresh_token')),
    expiresWithSession: () => Promise.resolve(false),
    revokeGrantPolicy: () => true,
    loadExistingGrant: readGrant,
    findAccount: (_, person) => accountOf(settings, person),
    interactions: { url: (_, { uid }) => Promise.resolve(`${mount}${SIGN_IN}/${uid}`) },
    renderError: (ctx) => {
      ctx.set(HEADERS);
      ctx.type = 'html';
      ctx.body = String(REFUSED);
    },
    cookies: {
      keys: [...cookieSecrets],
      names: { session: 'railyard_session', interaction: 'railyard_visit', resume: 'railyard_resume' },
      long: { ...cookie, path: `${mount}/oauth` },
      short: cookie,
    },
    jwks: { keys: [unusedKey()] },
    ttl: {
      AccessToken: LIFETIMES.accessToken,
      AuthorizationCode: LIFETIMES.code,
      Grant: LIFETIMES.grant,
      Interaction: LIFETIMES.visit,
      RefreshToken: LIFETIMES.refreshToken,
      Session: LIFETIMES.session,
    },
  });
}

function featuresFor(baseUrl: string): NonNullable<Configuration['features']> {
  const resources = resourcesAt(baseUrl);
  const off = { enabled: false };
  return {
    devInteractions: off,
    dPoP: off,
    pushedAuthorizationRequests: off,
    rpInitiatedLogout: off,
    userinfo: off,
    registration: { enabled: true, issueRegistrationAccessToken: false },
    revocation: {
      enabled: true,
      allowedPolicy: (_, client, token) => Promise.resolve(token.clientId === client.clientId),
    },
    resourceIndicators: {
      enabled: true,
      defaultResource: (_, __, several) => Promise.resolve([several ?? resources].flat()[0] ?? baseUrl),
      useGrantedResource: () => Promise.resolve(true),
      getResourceServerInfo(_, resource) {
        if (!resources.includes(resource)) throw new errors.InvalidTarget();
        const scope = SCOPES.join(' ');
        return Promise.resolve({ scope, audience: baseUrl, accessTokenFormat: 'opaque' });
      },
    },
  };
}

/** Refresh tokens always rotate. Each one that was used is kept, to tell when it is shown again. */
async function countRenewal({ oidc }: KoaContextWithOIDC, records: Records): Promise<true> {
  try {
    await records.count('Renewing', oidc.entities.RefreshToken?.grantId ?? '', RENEWING);
    return true;
  } catch (error) {
    if (!isRailError(error) || error.code !== 'rate_limited') throw error;
    const refusal = new errors.OIDCProviderError(429, 'temporarily_unavailable');
    throw Object.assign(refusal, { error_description: 'the refresh token is good, and was used too often' });
  }
}

/** Each authorization is consented to by itself, and has a grant of its own. */
async function readGrant({ oidc }: KoaContextWithOIDC) {
  const id = oidc.result?.consent?.grantId;
  return id === undefined ? undefined : oidc.provider.Grant.find(id);
}

async function accountOf({ isKnown }: ProviderSettings, person: string) {
  if (!(await isKnown(person))) return undefined;
  return { accountId: person, claims: () => Promise.resolve({ sub: person }) };
}

/** The library wants a key for ID tokens, of which none is ever given. */
function unusedKey(): JWK {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
}
