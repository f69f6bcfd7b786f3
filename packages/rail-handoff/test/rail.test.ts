import { describe, expect, it } from 'vitest';
import * as door from '../src/index.ts';
import { handoff } from '../src/index.ts';
import {
  context,
  handoffBy,
  linksWith,
  NOW,
  preparedBy,
  purchase,
  railWith,
  refOf,
  SECRET,
  SELLER,
  STOREFRONT,
} from './shop.ts';

const DAY = 86_400_000;

it('exports these names', () => {
  expect(Object.keys(door).toSorted()).toEqual(['createLinks', 'handoff']);
});

/** The rail of a seller who sells at this host. */
function railAt(host: string): ReturnType<typeof handoff> {
  return handoff({ seller: { ...SELLER, storefront: { url: `https://${host}`, hosts: [host] } } });
}

const seller = (change: object) => () => handoff({ seller: { ...SELLER, ...change } });
const storefront = (change: object) => seller({ storefront: { ...STOREFRONT, ...change } });
const links = (change: object) => () => linksWith(change);

describe('a hand-off', () => {
  it('S0.14 names no page and no session, at any depth', async () => {
    expect(JSON.stringify(await handoffBy(railWith()))).not.toMatch(/payment_url|session_id/);
  });

  it('S0.15 says who sells, and where', async () => {
    expect((await handoffBy(railWith())).seller).toEqual({
      name: 'Oak Ridge',
      handle: 'oakridge',
      storefront_url: 'https://oakridge.example/',
    });
  });

  it('S0.16 has for each thing its link, or null where the seller has no page for it', async () => {
    const { items } = await handoffBy(railWith());
    expect(items).toEqual([
      {
        variant_id: 'var_bench',
        title: 'Bench',
        quantity: 2,
        link: expect.stringMatching(/^https:/) as string,
      },
      { variant_id: 'var_stool', title: 'Stool', quantity: 1, link: null },
    ]);
  });

  it('S0.16 has links that lead to the product under the id of the referral', async () => {
    const { items, referral_id } = await handoffBy(railWith());
    const token = items[0]?.link?.split('/').at(-1) ?? '';
    expect(await linksWith().follow(token, NOW)).toMatchObject({
      to: 'product',
      url: `https://oakridge.example/p/bench?ref=${referral_id}`,
      claims: { referral: referral_id, variant: 'var_bench', seller: 'oakridge' },
    });
  });

  it('S0.17 has the storefront when there is no link at all', async () => {
    const { seller: shop, items, expires_at } = await handoffBy(handoff({ seller: SELLER }));
    expect(items.map(({ link }) => link)).toEqual([null, null]);
    expect(new URL(shop.storefront_url).protocol).toBe('https:');
    expect(expires_at).toBeUndefined();
  });

  it('S0.17 has the storefront when the catalogue fails, and no link', async () => {
    const failing = linksWith({ productOf: () => Promise.reject(new Error('The catalogue is down.')) });
    const { seller: shop, items } = await handoffBy(railWith({ links: failing }));
    expect(items.map(({ link }) => link)).toEqual([null, null]);
    expect(shop.storefront_url).toBe('https://oakridge.example/');
  });

  it('S0.18 has the same disclaimer for everybody', async () => {
    const { disclaimer } = await handoffBy(railWith());
    const other = handoff({ seller: { ...SELLER, name: 'Another' } });
    expect(disclaimer).toMatch(/referral, not an order/);
    expect((await handoffBy(other, { attempt: 'att_2' })).disclaimer).toBe(disclaimer);
  });

  it("S0.18 has the platform's own disclaimer, to the letter", async () => {
    const disclaimer = ' Bought “there”, not here.\n';
    expect((await handoffBy(railWith({ disclaimer }))).disclaimer).toBe(disclaimer);
  });

  it('S0.19 is no payment, whenever it is asked about', async () => {
    const rail = railWith();
    const prepared = await preparedBy(rail);
    const later = { ...context, now: () => NOW + 90 * DAY, prepared };
    const answers = [
      await rail.settle(purchase, null, { ...context, prepared }),
      await rail.status(refOf(prepared), later),
      await rail.settle(purchase, null, { ...later, first: false }),
    ];
    expect(answers).toEqual(answers.map(() => ({ state: 'referred', handoff: prepared })));
  });

  it('is the same although the links, the seller and the disclaimer have changed since', async () => {
    const prepared = await preparedBy(railWith());
    const moved = { url: 'https://new.example/', hosts: ['new.example'] };
    const rail = handoff({ seller: { ...SELLER, name: 'New', storefront: moved }, disclaimer: 'New.' });
    expect(await rail.settle(purchase, null, { ...context, prepared })).toEqual({
      state: 'referred',
      handoff: prepared,
    });
  });

  it('says until when its links lead to their products', async () => {
    const { expires_at } = await handoffBy(railWith({ links: linksWith({ lifetime: 3_600 }) }));
    expect(Date.parse(expires_at ?? '')).toBe(NOW + 3_600_000);
  });

  it('has an id that follows from the attempt, and belongs to no other', async () => {
    const rail = railWith();
    expect((await handoffBy(rail)).referral_id).toBe('ref_Railyard1');
    expect((await handoffBy(rail, { key: 'other', principal: 'other' })).referral_id).toBe('ref_Railyard1');
    expect((await handoffBy(rail, { attempt: 'att_Railyard2' })).referral_id).toBe('ref_Railyard2');
  });

  it('is prepared to the same letters again, and by another process', async () => {
    expect(await preparedBy(railWith())).toEqual(await preparedBy(railWith()));
  });

  it('is unknown before it was prepared', async () => {
    const unknown = { state: 'unknown', reason: 'not_prepared' };
    expect(await railWith().settle(purchase, null, context)).toEqual(unknown);
    expect(await railWith().status(refOf(null), context)).toEqual(unknown);
  });
});

describe('the rail', () => {
  it('takes what its own seller sells, and nothing of another', () => {
    const rail = railWith();
    expect(rail.accepts?.(purchase)).toBeNull();
    expect(rail.accepts?.({ ...purchase, seller: 'other' })).toMatchObject({ refused: 'another_seller' });
  });

  it('is for a person, in the currency of the seller', () => {
    const { id, manifest } = handoff({ seller: { ...SELLER, currency: 'jpy' } });
    expect([id, manifest.payer, manifest.stage]).toEqual(['directory-handoff', 'human', 'live']);
    expect(manifest.currencies).toEqual({ jpy: { min: 1 } });
  });

  it('has no challenge', async () => {
    const asked = {
      ...context,
      scope: 'cart_1',
      refused: 'payment_required',
      request: { method: 'POST', url: '', headers: {}, meta: {}, body: new Uint8Array() },
    };
    await expect(railWith().challenge(purchase, asked)).rejects.toMatchObject({ code: 'internal' });
  });

  it('refuses to refer live buyers to an address that is for tests', () => {
    for (const host of ['oakridge.example', 'shop.test', 'localhost', 'example.com', 'www.example.org']) {
      expect(railAt(host).refuses?.('live')).toContain(host);
      expect(railAt(host).refuses?.('test')).toBeNull();
    }
    for (const host of ['oakridge.com', 'test.shop', 'myexample.com']) {
      expect(railAt(host).refuses?.('live')).toBeNull();
    }
  });
});

describe('an option that makes no sense is refused', () => {
  it.each([
    ['a seller without a handle', seller({ handle: '' }), 'without a handle'],
    ['a seller without a name', seller({ name: ' ' }), 'without a handle or a name'],
    ['a currency in capitals', seller({ currency: 'USD' }), 'currency'],
    ['a storefront over http', storefront({ url: 'http://oakridge.example' }), 'no https address'],
    ['a storefront that is no address', storefront({ url: 'oakridge.example' }), 'no https address'],
    ['a storefront on another host', storefront({ url: 'https://other.example' }), 'on one of its hosts'],
    ['a storefront with a port', storefront({ url: 'https://oakridge.example:8443' }), 'no https address'],
    ['a host with a path', storefront({ hosts: ['oakridge.example/p'] }), 'no host name'],
    ['a host with a port', storefront({ hosts: ['oakridge.example:8443'] }), 'no host name'],
    ['a host with a user', storefront({ hosts: ['a@oakridge.example'] }), 'no host name'],
    ['an empty host', storefront({ hosts: [''] }), 'no host name'],
    ['an empty disclaimer', () => handoff({ seller: SELLER, disclaimer: '' }), 'empty disclaimer'],
    ['links without a secret', links({ secrets: [] }), '32 bytes'],
    ['links with a short secret', links({ secrets: [SECRET, 'short'] }), '32 bytes'],
    ['links without an address', links({ address: '/go' }), 'need an address'],
    ['links behind a slash', links({ address: 'https://pay.example/go/' }), 'need an address'],
    ['links behind a query', links({ address: 'https://pay.example/go?to=' }), 'need an address'],
    ['links of a scheme of their own', links({ address: 'app://pay.example/go' }), 'need an address'],
    ['links that end at once', links({ lifetime: 1 }), 'lifetime'],
    ['links for half a second', links({ lifetime: 60.5 }), 'lifetime'],
    ['links for ever', links({ lifetime: Infinity }), 'lifetime'],
    ['a source with a break', links({ source: 'a\nb' }), 'source'],
  ])('%s', (_, make, says) => {
    expect(make).toThrow(expect.objectContaining({ code: 'configuration' }));
    expect(make).toThrow(says);
  });

  it('without telling the secret', () => {
    expect(links({ secrets: ['CANARY'] })).toThrow(/^(?!.*CANARY)/);
  });
});
