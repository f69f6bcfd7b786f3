import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressAt } from '../src/storefront.ts';
import { linksWith, NOW, STOREFRONT } from './shop.ts';

const TARGET = { referral: 'ref_1', seller: 'oakridge', variant: 'var_bench' };

/** Ways to write an address that some reader would take for another site's. */
const ELSEWHERE = [
  'https://evil.example/',
  'http://oakridge.example/',
  '//evil.example/',
  '///evil.example/',
  '/\\evil.example/',
  '\\\\evil.example/',
  '/p/bench',
  '',
  'javascript:alert(1)//https://oakridge.example/',
  'java\nscript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'https:evil.example',
  'https:/evil.example',
  'https:\\evil.example',
  'https://evil.example\\@oakridge.example/',
  'https://oakridge.example\\@evil.example/',
  'https://oakridge.example@evil.example/',
  'https://oakridge.example:pass@evil.example/',
  'https://user@oakridge.example/',
  'https://user:pass@oakridge.example/',
  'https://:pass@oakridge.example/',
  'https://oakridge.example%40evil.example/',
  'https://oakridge.example%2eevil.example/',
  'https://oakridge.example%2f@evil.example/',
  'https://oakridge.example%00.evil.example/',
  'https://oakridge.example%5c.evil.example/',
  'https://oakridge.example.evil.example/',
  'https://evil-oakridge.example/',
  'https://sub.oakridge.example/',
  'https://example/',
  'https://oakridge.example:8443/',
  'https://oakridge.example:80/',
  'https://oakridge.example:443@evil.example/',
  'https://evil.example#@oakridge.example/',
  'https://evil.example?@oakridge.example/',
  'https://evil.example/https://oakridge.example/',
  'https://evil.example\toakridge.example/',
  'ht\ttps://oakridge.example/',
  'https://oakridge.example/\r\nLocation: https://evil.example/',
  'https://oakridge.example/%0d%0aLocation:%20https://evil.example/',
  'https://oakridge.example/%00',
  'https://oakridge.example/%5c%1f',
  'https://oakridge.example/%7f',
  'https://oakridge.example/\u0000',
  'https://oakridge.example/\u0085',
  'https://oakridge。evil.example/',
  'https://oakrіdge.example/', // a Cyrillic letter
  'https://oakridge.exam\u0440le/',
  'https://xn--oakrdge-lof.example/',
  'https://[::1]/',
  'https://127.0.0.1/',
  'https://2130706433/',
  'ftp://oakridge.example/',
  'blob:https://oakridge.example/1',
  'view-source:https://oakridge.example/',
  `https://oakridge.example/${'a'.repeat(2_048)}`,
];

/** Other ways to write an address of the seller's own site, and how it is sent on. */
const OWN = [
  ['https://oakridge.example', 'https://oakridge.example/'],
  ['HTTPS://OakRidge.EXAMPLE/P', 'https://oakridge.example/P'],
  ['https://oakridge.example./p', 'https://oakridge.example/p'],
  ['https://oakridge.example:443/p', 'https://oakridge.example/p'],
  ['https://shop.oakridge.example/p', 'https://shop.oakridge.example/p'],
  ['https://oakr%69dge.example/p', 'https://oakridge.example/p'],
  ['https://oakridge。example/p', 'https://oakridge.example/p'],
  ['https://oakridge.example//evil.example/', 'https://oakridge.example//evil.example/'],
  ['https://oakridge.example/../..//p', 'https://oakridge.example//p'],
  ['https://oakridge.example/?to=//evil.example', 'https://oakridge.example/?to=//evil.example'],
  ['https://oakridge.example/a b/é', 'https://oakridge.example/a%20b/%C3%A9'],
] as const;

describe('the address of a product', () => {
  it.each(ELSEWHERE)('%j is not on the site of the seller', async (page) => {
    expect(addressAt(STOREFRONT, page)).toBeNull();
    expect(await linksWith({ productOf: () => page }).mint(TARGET, NOW)).toBeNull();
  });

  it.each(ELSEWHERE)('%j is not where an old link leads, either', async (page) => {
    const minted = await linksWith().mint(TARGET, NOW);
    const token = minted?.url.split('/').at(-1) ?? '';
    expect(await linksWith({ productOf: () => page }).follow(token, NOW)).toMatchObject({
      to: 'storefront',
      url: 'https://oakridge.example/?ref=ref_1',
    });
  });

  it.each(OWN)('%j is, and is sent on as %j', (page, href) => {
    expect(addressAt(STOREFRONT, page)?.href).toBe(href);
  });

  it.each([
    ['bücher.example', 'https://bücher.example/p'],
    ['bücher.example', 'https://xn--bcher-kva.example/p'],
    ['BÜCHER.example.', 'https://bu\u0308cher.example/p'],
    ['xn--bcher-kva.example', 'https://Bücher.example/p'],
  ])('is compared in punycode: at %s it is %s', (host, page) => {
    const storefront = { url: `https://${host}/`, hosts: [host] };
    expect(addressAt(storefront, page)?.href).toBe('https://xn--bcher-kva.example/p');
    expect(addressAt(storefront, 'https://bucher.example/p')).toBeNull();
    expect(addressAt(storefront, 'https://büсher.example/p')).toBeNull(); // a Cyrillic letter
  });

  it('is on no host when the seller has none, or one that is none', () => {
    for (const hosts of [
      [],
      ['*'],
      ['*.example'],
      [''],
      ['https://oakridge.example'],
      ['oakridge.example/'],
    ]) {
      expect(addressAt({ ...STOREFRONT, hosts }, 'https://oakridge.example/')).toBeNull();
    }
  });

  it('is none for what is no text', () => {
    for (const page of [null, undefined, 1, {}, ['https://oakridge.example/']]) {
      expect(addressAt(STOREFRONT, page)).toBeNull();
    }
  });

  it('leads to the site of the seller, whatever is written', () => {
    const marks = String.raw`https: http: // / \ @ : 443 . 。 %2f %2e %00 ? # [ ] xn-- р`.split(' ');
    const hosts = ['oakridge.example', 'evil.example', 'shop.', 'user', '\r\n', '\t', ' '];
    const parts = fc.constantFrom(...marks, ...hosts);
    const texts = fc.oneof(
      fc.webUrl(),
      fc.string(),
      fc.array(parts).map((some) => some.join('')),
    );
    const near = fc.tuple(fc.constantFrom('', 'https://oakridge.example', 'https://'), texts);
    fc.assert(
      fc.property(near, ([before, text]) => {
        const url = addressAt(STOREFRONT, before + text);
        if (!url) return;
        const sent = new URL(url.href);
        expect(sent.origin).toMatch(/^https:\/\/(?:shop\.)?oakridge\.example$/);
        expect([sent.username, sent.password]).toEqual(['', '']);
        expect(url.href).toMatch(/^[\x21-\x7e]+$/);
      }),
      { numRuns: 5_000 },
    );
  });
});
