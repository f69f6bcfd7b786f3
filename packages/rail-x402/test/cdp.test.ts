import { generateKeyPairSync, verify } from 'node:crypto';
import { isRailError } from '@railyard/core/rail';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { cdp } from '../src/cdp.ts';
import type { FacilitatorCall, FacilitatorProfile } from '../src/index.ts';
import { mount } from './mount.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const [seed, point] = [privateKey.export({ format: 'jwk' }).d, publicKey.export({ format: 'jwk' }).x].map(
  (part) => Buffer.from(part ?? '', 'base64url'),
);
/** As the platform issues it: the seed and the public key. */
const SECRET = Buffer.concat([seed ?? Buffer.of(), point ?? Buffer.of()]).toString('base64');
const KEYS = { apiKeyId: '5b3f6c1e-9d2a-4f08-b1c7-2e9a14d0c3aa', apiKeySecret: SECRET };

afterEach(() => {
  vi.doUnmock('@coinbase/x402');
  vi.resetModules();
});

async function headersOf(profile: FacilitatorProfile, name: FacilitatorCall['name']) {
  return profile.headers?.({ name, method: 'POST', url: `${profile.url}/${name}`, body: null });
}

function partOf(token: string, index: number): Record<string, unknown> {
  const part = Buffer.from(token.split('.')[index] ?? '', 'base64url').toString();
  return JSON.parse(part) as Record<string, unknown>;
}

async function faultOf(profile: FacilitatorProfile): Promise<string> {
  const fault: unknown = await headersOf(profile, 'settle')?.then(
    () => null,
    (error: unknown) => error,
  );
  expect(isRailError(fault) && fault.code).toBe('configuration');
  expect(fault instanceof Error && fault.cause).toBeUndefined();
  return String(fault);
}

describe('the profile of CDP', () => {
  it.each([
    ['settle', 'POST'],
    ['supported', 'GET'],
  ] as const)('signs a token for %s that names its method, host and path', async (name, method) => {
    const headers = await headersOf(cdp(KEYS), name);
    const token = headers?.Authorization?.replace('Bearer ', '') ?? '';
    expect(partOf(token, 0)).toMatchObject({ alg: 'EdDSA', kid: KEYS.apiKeyId });
    const claims = partOf(token, 1);
    expect(claims).toMatchObject({
      sub: KEYS.apiKeyId,
      uris: [`${method} api.cdp.coinbase.com/platform/v2/x402/${name}`],
    });
    expect(Number(claims.exp) - Number(claims.nbf)).toBeLessThanOrEqual(120);
    const [head, body, signature] = token.split('.');
    expect(
      verify(null, Buffer.from(`${head}.${body}`), publicKey, Buffer.from(signature ?? '', 'base64url')),
    ).toBe(true);
  });

  it('has the address that its token is for', async () => {
    const { createFacilitatorConfig } = await import('@coinbase/x402');
    expect(cdp(KEYS).url).toBe(createFacilitatorConfig('id', 'secret').url);
  });

  it('takes a payment with it', async () => {
    const mounted = mount({ facilitator: cdp(KEYS) });
    expect(await mounted.settle()).toMatchObject({ state: 'paid' });
    expect(mounted.sent[0]?.url).toBe('https://api.cdp.coinbase.com/platform/v2/x402/settle');
    expect(JSON.stringify([mounted.sent, mounted.read])).not.toContain(SECRET);
  });

  it('is refused without its keys, which its package would not miss', () => {
    for (const [keys, name] of [
      [{ ...KEYS, apiKeyId: '' }, 'apiKeyId'],
      [{ ...KEYS, apiKeySecret: ' ' }, 'apiKeySecret'],
      [{ apiKeyId: KEYS.apiKeyId } as typeof KEYS, 'apiKeySecret'],
    ] as const) {
      expect(() => cdp(keys)).toThrow(
        new RegExp(`^The facilitator of CDP has no ${name}\\. .*cdp\\(\\)\\.$`),
      );
    }
  });

  it('says nothing of a secret that signs nothing', async () => {
    const secret = `CANARY${SECRET.slice(6, -20)}`;
    const fault = await faultOf(cdp({ ...KEYS, apiKeySecret: secret }));
    expect(fault).toContain('apiKeySecret');
    expect(fault).not.toContain('CANARY');
  });

  it('says which package is missing', async () => {
    vi.doMock('@coinbase/x402', () => {
      throw new Error('Cannot find package');
    });
    expect(await faultOf(cdp(KEYS))).toContain('"@coinbase/x402". Install it');
  });

  it('is not used with a package that signs for another address, or not at all', async () => {
    const { url } = cdp(KEYS);
    for (const config of [
      { url: 'https://elsewhere.example', createAuthHeaders: async () => ({}) },
      { url },
      { url, createAuthHeaders: async () => ({ settle: {}, supported: {} }) },
    ]) {
      vi.doMock('@coinbase/x402', () => ({ createFacilitatorConfig: () => config }));
      expect(await faultOf(cdp(KEYS))).toMatch(/Install version 2/);
      vi.resetModules();
    }
  });

  it('is not loaded with the main door, nor before its first call', async () => {
    let loads = 0;
    vi.doMock('@coinbase/x402', () => {
      loads += 1;
      return { createFacilitatorConfig: () => ({}) };
    });
    await import('../src/index.ts');
    const profile = cdp(KEYS);
    expect(loads).toBe(0);
    await faultOf(profile);
    expect(loads).toBe(1);
  });
});
