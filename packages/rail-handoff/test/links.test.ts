import { describe, expect, it } from 'vitest';
import type { Followed, LinkOptions } from '../src/index.ts';
import { linksWith, NOW, SECRET, STOREFRONT } from './shop.ts';

const OTHER = 'another secret of thirty-two bytes, CANARY';
const TARGET = { referral: 'ref_1', seller: 'oakridge', variant: 'var_bench' };
const HOUR = 3_600_000;

async function tokenBy(options: Partial<LinkOptions> = {}, target = TARGET): Promise<string> {
  const minted = await linksWith(options).mint(target, NOW);
  if (!minted) throw new Error('There is no link.');
  return minted.url.slice('https://pay.example/go/'.length);
}

function follow(token: string, options: Partial<LinkOptions> = {}, now = NOW): Promise<Followed> {
  return linksWith(options).follow(token, now);
}

const NOWHERE = { to: 'nowhere' };
const FRONT = { to: 'storefront', url: 'https://oakridge.example/?ref=ref_1' };
const PRODUCT = { to: 'product', url: 'https://oakridge.example/p/bench?ref=ref_1' };

describe('a link', () => {
  it('leads to the product', async () => {
    expect(await follow(await tokenBy())).toEqual({
      ...PRODUCT,
      claims: {
        ...TARGET,
        issuedAt: NOW,
        expiresAt: NOW + 30 * 24 * HOUR,
        id: expect.stringMatching(/^[\w-]{16}$/) as string,
      },
    });
  });

  it('says nothing of where it leads', async () => {
    const [, , payload = ''] = (await tokenBy()).split('.');
    const said = Buffer.from(payload, 'base64url').toString();
    expect(JSON.parse(said)).toMatchObject({ r: 'ref_1', v: 'var_bench', s: 'oakridge' });
    expect(said).not.toMatch(/http|example/);
  });

  it('is the same for the same target, and has an id of its own for another', async () => {
    expect(await tokenBy()).toBe(await tokenBy());
    const ids = [TARGET, { ...TARGET, referral: 'ref_2' }, { ...TARGET, variant: 'var_table' }].map(
      async (target) => {
        const followed = await follow(await tokenBy({}, target));
        return 'claims' in followed && followed.claims.id;
      },
    );
    expect(new Set(await Promise.all(ids)).size).toBe(3);
  });

  it('leads to the storefront from the moment at which it expires', async () => {
    const token = await tokenBy({ lifetime: 3_600 });
    expect(await follow(token, {}, NOW + HOUR - 1)).toMatchObject(PRODUCT);
    expect(await follow(token, {}, NOW + HOUR)).toMatchObject(FRONT);
  });

  it('expires in whole seconds, as its hand-off says', async () => {
    const minted = await linksWith({ lifetime: 60 }).mint(TARGET, NOW + 999);
    expect(minted?.expiresAt).toBe(NOW + 60_000);
  });

  it('is not made, and leads to the storefront, when the product has no page', async () => {
    const none = { productOf: () => null };
    expect(await linksWith(none).mint(TARGET, NOW)).toBeNull();
    expect(await follow(await tokenBy(), none)).toMatchObject(FRONT);
  });

  it('is not made, and leads to the storefront, when the catalogue fails', async () => {
    const down = { productOf: () => Promise.reject(new Error('The catalogue is down.')) };
    expect(await linksWith(down).mint(TARGET, NOW)).toBeNull();
    expect(await follow(await tokenBy(), down)).toMatchObject(FRONT);
  });

  it('is not made, and leads nowhere, when the seller is gone', async () => {
    const gone = { storefrontOf: () => null };
    expect(await linksWith(gone).mint(TARGET, NOW)).toBeNull();
    expect(await follow(await tokenBy(), gone)).toEqual(NOWHERE);
  });

  it('is not made, and not answered, when the seller cannot be looked up', async () => {
    const down = { storefrontOf: () => Promise.reject(new Error('The store is down.')) };
    expect(await linksWith(down).mint(TARGET, NOW)).toBeNull();
    await expect(follow(await tokenBy(), down)).rejects.toThrow('The store is down.');
  });

  it('leads to where the seller is by now, and not to where the seller was', async () => {
    const token = await tokenBy();
    const moved = { url: 'https://new.example/', hosts: ['new.example'] };
    const there = { storefrontOf: () => moved, productOf: () => 'https://new.example/bench' };
    expect(await follow(token, there)).toMatchObject({ url: 'https://new.example/bench?ref=ref_1' });
    expect(await follow(token, { storefrontOf: () => moved })).toMatchObject({
      to: 'storefront',
      url: 'https://new.example/?ref=ref_1',
    });
  });

  it('leads nowhere when the storefront itself is no address of the seller any more', async () => {
    const broken = { url: 'https://evil.example/', hosts: STOREFRONT.hosts };
    expect(await follow(await tokenBy(), { storefrontOf: () => broken })).toEqual(NOWHERE);
  });

  it('is not made for names that no address holds', async () => {
    const all = { productOf: () => 'https://oakridge.example/p' };
    for (const variant of ['v'.repeat(501), '茶'.repeat(500), 'v'.repeat(1_000_000)]) {
      expect(await linksWith(all).mint({ ...TARGET, variant }, NOW)).toBeNull();
    }
    const variant = '茶'.repeat(400);
    const token = await tokenBy(all, { ...TARGET, variant });
    expect(await follow(token, all)).toMatchObject({ to: 'product', claims: { variant } });
  });
});

/** Where a link to this page leads. */
async function sentTo(page: string, source?: string): Promise<string> {
  const options = { productOf: () => page, ...(source !== undefined && { source }) };
  const followed = await follow(await tokenBy(options), options);
  return 'url' in followed ? followed.url : '';
}

describe('the name of whoever refers', () => {
  it.each([
    ['/p', '/p?utm_source=railyard&ref=ref_1'],
    ['/p?', '/p?utm_source=railyard&ref=ref_1'],
    ['/p?a=b%20c&flag&d=e+f', '/p?a=b%20c&flag&d=e+f&utm_source=railyard&ref=ref_1'],
    ['/p?ref=theirs#reviews', '/p?ref=theirs&utm_source=railyard#reviews'],
    ['/p?utm_source=theirs&ref', '/p?utm_source=theirs&ref'],
    ['/p#ref=theirs', '/p?utm_source=railyard&ref=ref_1#ref=theirs'],
  ])('is added to %s', async (page, path) => {
    expect(await sentTo(`https://oakridge.example${page}`, 'railyard')).toBe(
      `https://oakridge.example${path}`,
    );
  });

  it('is left out when there is none', async () => {
    expect(await sentTo('https://oakridge.example/p')).toBe('https://oakridge.example/p?ref=ref_1');
  });
});

describe('a token', () => {
  it('leads nowhere with any character changed', async () => {
    const token = await tokenBy();
    const changed = Array.from(token, (was, at) => {
      const other = was === 'A' ? 'B' : 'A';
      return token.slice(0, at) + other + token.slice(at + 1);
    });
    const answers = await Promise.all(changed.map((one) => follow(one)));
    expect(answers.filter(({ to }) => to !== 'nowhere')).toEqual([]);
  });

  it('leads nowhere when it was cut, or has more behind it', async () => {
    const token = await tokenBy();
    const cut = Array.from(token, (_, end) => token.slice(0, end));
    for (const one of [...cut, `${token}A`, `${token}=`, `${token}.`, ` ${token}`, `${token}\n`]) {
      expect(await follow(one)).toEqual(NOWHERE);
    }
  });

  it('leads nowhere when another key has signed it, also under the name of ours', async () => {
    const [ours, theirs] = [await tokenBy(), await tokenBy({ secrets: [OTHER] })];
    expect(await follow(theirs)).toEqual(NOWHERE);
    expect(await follow(theirs.replace(/^v1\.[\w-]+/, ours.slice(0, 11)))).toEqual(NOWHERE);
  });

  it('leads nowhere with the signature of another one', async () => {
    const [one, two] = [await tokenBy(), await tokenBy({}, { ...TARGET, referral: 'ref_2' })];
    expect(await follow(one.slice(0, -43) + two.slice(-43))).toEqual(NOWHERE);
  });

  it('still leads to the product when a new secret was put before its own, and nowhere without it', async () => {
    const token = await tokenBy();
    expect(await follow(token, { secrets: [OTHER, SECRET] })).toMatchObject(PRODUCT);
    expect(await follow(token, { secrets: [OTHER] })).toEqual(NOWHERE);
  });

  it('is signed with the newest secret', async () => {
    const token = await tokenBy({ secrets: [OTHER, SECRET] });
    expect(await follow(token, { secrets: [OTHER] })).toMatchObject(PRODUCT);
    expect(await follow(token)).toEqual(NOWHERE);
  });
});
