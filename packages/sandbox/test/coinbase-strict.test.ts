import { describe, expect, it } from 'vitest';
import { localCoinbase } from '../src/index.ts';
import {
  type CoinbaseSent,
  create,
  createPaid,
  type Forged,
  ORDER,
  openCoinbaseBench,
  START,
  send,
  tokenFor,
} from './coinbase-support.ts';

const SECONDS = START / 1000;
const header = (fields: object): string => Buffer.from(JSON.stringify(fields)).toString('base64url');
const stranger = localCoinbase({ seed: 'another seed' }).facts;

/** What is not a token for the very call, and what is said of it. */
const FORGED: readonly (readonly [Forged, string])[] = [
  [{ facts: stranger }, 'signature'],
  [{ alg: 'ES256', facts: stranger }, 'signature'],
  [{ header: { kid: stranger.keyId } }, 'kid'],
  [{ alg: 'ES256', header: { kid: 'a seed' } }, 'kid'],
  [{ header: { typ: 'jwt' } }, 'typ'],
  [{ header: { nonce: undefined } }, 'nonce'],
  [{ header: { nonce: 'ab'.repeat(15) } }, 'nonce'],
  [{ header: { nonce: 'AB'.repeat(16) } }, 'nonce'],
  [{ claims: { sub: stranger.keyId } }, 'sub'],
  [{ claims: { iss: 'coinbase' } }, 'iss'],
  [{ claims: { uris: undefined, uri: 'GET business.coinbase.com/sandbox/api/v1/checkouts' } }, 'uris'],
  [{ claims: { uris: [] } }, 'uris'],
  [{ claims: { uris: ['POST business.coinbase.com/sandbox/api/v1/checkouts'] } }, 'uris'],
  [{ claims: { uris: ['GET business.coinbase.com/api/v1/checkouts'] } }, 'uris'],
  [{ claims: { uris: ['GET https://business.coinbase.com/sandbox/api/v1/checkouts'] } }, 'uris'],
  [{ claims: { uris: ['GET business.coinbase.com/sandbox/api/v1/checkouts?pageSize=1'] } }, 'uris'],
  [
    {
      claims: {
        uris: ['GET business.coinbase.com/sandbox/api/v1/checkouts', 'GET business.coinbase.com/'],
      },
    },
    'uris',
  ],
  [{ claims: { iat: undefined } }, 'iat, nbf and exp'],
  [{ claims: { nbf: undefined } }, 'iat, nbf and exp'],
  [{ claims: { exp: SECONDS + 0.5 } }, 'iat, nbf and exp'],
  [{ claims: { nbf: SECONDS + 1, exp: SECONDS + 60 } }, 'not valid yet'],
  [{ claims: { iat: SECONDS + 1, exp: SECONDS + 60 } }, 'not valid yet'],
  [{ claims: { iat: SECONDS - 120, nbf: SECONDS - 120, exp: SECONDS } }, 'expired'],
  [{ claims: { exp: SECONDS + 121 } }, '120 s at most'],
];

describe('a call', () => {
  it.each(['EdDSA', 'ES256'] as const)('is let in with a token by %s, at whatever host', async (alg) => {
    const bench = openCoinbaseBench();
    for (const url of [
      bench.facts.url,
      'https://business.coinbase.com/api/v1',
      'http://127.0.0.1:4020/coinbase/api/v1',
    ]) {
      const said = await send(bench, 'GET /checkouts?pageSize=1', { token: { alg }, url });
      expect([said.status, said.text]).toEqual([200, '{"checkouts":[]}']);
    }
    const keyId = alg === 'EdDSA' ? bench.facts.keyId : bench.facts.ecKey.keyId;
    expect(bench.local.calls().map((call) => call.keyId)).toEqual([keyId, keyId, keyId]);
  });

  it('is let in for as long as its token lasts', async () => {
    const bench = openCoinbaseBench();
    const claims = { iat: SECONDS - 119, nbf: SECONDS - 119, exp: SECONDS + 1 };
    expect((await send(bench, 'GET /checkouts', { token: { claims } })).status).toBe(200);
  });

  it.each(FORGED)('is turned away with the token %j', async (token, said) => {
    const bench = openCoinbaseBench();
    const { status, body } = await send(bench, 'GET /checkouts', { token });
    expect([status, Object.keys(body)]).toEqual([401, ['errorType', 'errorMessage']]);
    expect(body.errorType).toBe('unauthorized');
    expect(body.errorMessage).toContain(said);
    expect(bench.local.calls()).toMatchObject([{ keyId: null, status: 401 }]);
  });

  it('is turned away with no token, half a token, or one that is of another algorithm', async () => {
    const bench = openCoinbaseBench();
    const uri = 'GET business.coinbase.com/sandbox/api/v1/checkouts';
    const token = await tokenFor(bench.facts, uri, START);
    const [, payload = '', signature = ''] = token.split('.');
    const ours = { kid: bench.facts.keyId, typ: 'JWT', nonce: 'ab'.repeat(16) };
    for (const authorization of [
      '',
      token,
      `Basic ${token}`,
      `Bearer ${token.slice(0, token.lastIndexOf('.'))}`,
      `Bearer ${token}.${signature}`,
      `Bearer ${token.slice(0, -3)}AAA`,
      'Bearer a.b.c',
      `Bearer ${header({ ...ours, alg: 'none' })}.${payload}.${signature}`,
      `Bearer ${header({ ...ours, alg: 'ES256' })}.${payload}.${signature}`,
      `Bearer ${header({ ...ours, alg: 'EdDSA', crit: ['b64'] })}.${payload}.${signature}`,
    ]) {
      const said = await send(bench, 'GET /checkouts', { headers: { authorization } });
      expect([authorization, said.status]).toEqual([authorization, 401]);
    }
  });
});

/** What is sent to create a checkout, besides what an ordinary one has, and what is said of it. */
const WRONG: readonly (readonly [more: object, said: string])[] = [
  [{ colour: 'red' }, '"colour" does not belong here.'],
  [{ redirectUrl: 'https://shop.test' }, '"redirectUrl" does not belong here.'],
  [{ amount: undefined }, '"amount" must be'],
  [{ amount: 85.5 }, '"amount" must be'],
  [{ amount: '85.505' }, '"amount" must be'],
  [{ amount: '.50' }, '"amount" must be'],
  [{ amount: '-1' }, '"amount" must be'],
  [{ amount: '1e3' }, '"amount" must be'],
  [{ amount: ' 1' }, '"amount" must be'],
  [{ amount: '1\n' }, '"amount" must be'],
  [{ amount: '0' }, 'from 0.01 to 100000000'],
  [{ amount: '100000000.01' }, 'from 0.01 to 100000000'],
  [{ amount: '0.00', currency: 'EUR' }, 'from 0.01 to 100000000'],
  [{ currency: undefined }, '"currency" must be one of USDC, USD, EUR, GBP, SGD.'],
  [{ currency: 'usdc' }, '"currency" must be'],
  [{ currency: 'toString' }, '"currency" must be'],
  [{ network: 'ethereum' }, '"network" must be one of base.'],
  [{ description: 7 }, '"description" must be'],
  [{ description: 'x'.repeat(501) }, '"description" must be a text of up to 500 characters.'],
  [{ metadata: 'order 7' }, '"metadata" must be'],
  [{ metadata: ['order 7'] }, '"metadata" must be'],
  [{ metadata: { order: 7 } }, '"metadata" must be'],
  [{ metadata: { order: 'x'.repeat(101) } }, '"metadata" must be'],
  [{ metadata: { ['x'.repeat(101)]: '7' } }, '"metadata" must be'],
  [{ metadata: Object.fromEntries(Array.from({ length: 21 }, (_, at) => [at, 'x'])) }, '"metadata" must be'],
  [{ successRedirectUrl: 'http://shop.test' }, '"successRedirectUrl" must be an https address'],
  [{ successRedirectUrl: 'shop.test' }, '"successRedirectUrl" must be'],
  [{ successRedirectUrl: `https://shop.test/${'x'.repeat(2031)}` }, '"successRedirectUrl" must be'],
  [{ failRedirectUrl: 'javascript:alert(1)' }, '"failRedirectUrl" must be'],
  [{ failRedirectUrl: 'http://127.0.0.1.shop.test' }, '"failRedirectUrl" must be'],
  [{ expiresAt: START + 60_000 }, '"expiresAt" must be a time as of RFC 3339.'],
  [{ expiresAt: '2026-12-01' }, '"expiresAt" must be'],
  [{ expiresAt: '2026-12-01T10:00:00' }, '"expiresAt" must be'],
  [{ expiresAt: '2026-13-01T10:00:00Z' }, '"expiresAt" must be'],
  [{ expiresAt: new Date(START).toISOString() }, '"expiresAt" must be in the future.'],
];

/** What is sent as it is. */
const CRUDE: readonly (readonly [target: string, sent: CoinbaseSent, said: string])[] = [
  ['POST /checkouts', {}, 'The body must be a JSON object.'],
  ['POST /checkouts', { body: '[]' }, 'The body must be a JSON object.'],
  ['POST /checkouts', { body: '{' }, 'The body is not JSON.'],
  ['POST /checkouts', { body: ORDER, headers: { 'content-type': 'text/plain' } }, 'as application/json'],
  ['POST /checkouts?amount=1', { body: ORDER }, 'takes no query'],
  ['POST /checkouts', { body: ORDER, key: 'order 7' }, 'UUID of version 4'],
  ['POST /checkouts', { body: ORDER, key: 'a4b5ba60-8f9e-11f0-a1a5-0242ac120002' }, 'UUID of version 4'],
  ['GET /checkouts/7', {}, '24 characters'],
  ['GET /checkouts/68F7A946DB0529EA9B6D3A12', {}, '24 characters'],
  ['GET /checkouts?page=2', {}, '"page" does not belong here.'],
  ['GET /checkouts?pageSize=0', {}, '"pageSize" must be'],
  ['GET /checkouts?pageSize=101', {}, '"pageSize" must be'],
  ['GET /checkouts?pageSize=5&pageSize=6', {}, '"pageSize" was given twice.'],
  ['GET /checkouts?pageToken=68f7', {}, '"pageToken" is of no page'],
  ['GET /checkouts?status=PAID', {}, '"status" must be one of ACTIVE,'],
  ['GET /checkouts?startTime=yesterday', {}, '"startTime" must be'],
  [`GET /checkouts?descriptionQuery=${'x'.repeat(501)}`, {}, '"descriptionQuery" must be'],
];

describe('a request that is not as Coinbase has it', () => {
  it.each(WRONG)('creates nothing: %j', async (more, said) => {
    const bench = openCoinbaseBench();
    const { status, body } = await send(bench, 'POST /checkouts', { body: { ...ORDER, ...more } });
    expect([status, body.errorType]).toEqual([400, 'invalid_request']);
    expect(body.errorMessage).toContain(said);
    expect(bench.local.checkouts()).toEqual([]);
  });

  it.each(CRUDE)('is refused: %s %j', async (target, sent, said) => {
    const { status, body } = await send(openCoinbaseBench(), target, sent);
    expect([status, body.errorType]).toEqual([400, 'invalid_request']);
    expect(body.errorMessage).toContain(said);
  });

  it.each([
    [{ colour: 'red' }, '"colour" does not belong here.'],
    [{ amount: undefined }, '"amount" must be'],
    [{ amount: '0' }, 'from 0.01'],
    [{ amount: '85.51' }, '"amount" must be what is left at most, 85.50 USDC.'],
    [{ currency: 'EUR' }, '"currency" must be USDC or the one'],
    [{ reason: 'x'.repeat(501) }, '"reason" must be'],
  ])('refunds nothing: %j', async (more, said) => {
    const bench = openCoinbaseBench();
    const { id } = await createPaid(bench);
    const sent = { body: { amount: '1.00', ...more } };
    const { status, body } = await send(bench, `POST /checkouts/${id}/refund`, sent);
    expect([status, body.errorType]).toEqual([400, 'invalid_request']);
    expect(body.errorMessage).toContain(said);
    expect(bench.local.checkouts()[0]?.refunds).toBeUndefined();
  });

  it('deactivates nothing when it has a body that says something', async () => {
    const bench = openCoinbaseBench();
    const { id } = await create(bench);
    const sent = { body: { reason: 'sold out' } };
    expect((await send(bench, `POST /checkouts/${id}/deactivate`, sent)).status).toBe(400);
    expect(bench.local.checkouts()[0]?.status).toBe('ACTIVE');
  });

  it.each(['GET', 'POST'])('is of no checkout: %s', async (method) => {
    const path = `/checkouts/${'ab'.repeat(12)}${method === 'POST' ? '/deactivate' : ''}`;
    const { status, body } = await send(openCoinbaseBench(), `${method} ${path}`);
    expect([status, body.errorType]).toEqual([404, 'not_found']);
  });

  it.each(['DELETE /checkouts', 'GET /charges', 'POST /checkouts/', 'GET /checkouts/a/refund'])(
    'is of no path: %s',
    async (target) => {
      const { status, body } = await send(openCoinbaseBench(), target);
      expect([status, body.errorType]).toEqual([404, 'not_found']);
    },
  );

  it('is as Coinbase has it at the very limits', async () => {
    const bench = openCoinbaseBench();
    const metadata = Object.fromEntries(
      Array.from({ length: 20 }, (_, at) => [`${at}`.padEnd(100, 'x'), 'y'.repeat(100)]),
    );
    const more = {
      amount: '100000000.00',
      description: 'x'.repeat(500),
      metadata,
      successRedirectUrl: `https://shop.test/${'x'.repeat(2030)}`,
      failRedirectUrl: 'http://localhost:3000/',
      expiresAt: '2026-11-01T00:00:00.5+01:00',
    };
    expect(await create(bench, more)).toMatchObject({
      ...more,
      expiresAt: '2026-10-31T23:00:00.500Z',
    });
    expect((await create(bench, { amount: '0.01' })).amount).toBe('0.01');
  });
});
