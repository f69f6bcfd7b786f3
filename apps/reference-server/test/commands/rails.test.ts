import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountKey, OPERATOR, type ProviderAccount } from '../../src/accounts/record.ts';
import { readConfig } from '../../src/config.ts';
import { startBoughtAt } from '../../src/merchants/bought-at.ts';
import { startOwnAccounts } from '../../src/own-accounts.ts';
import { railsOffline } from '../../src/rails/configured.ts';
import { standingsOf } from '../../src/rails/standing.ts';
import { type Seller, storedSellers } from '../../src/sellers.ts';
import { PAY_TO, X402_RAILS } from '../shop.ts';
import { type Desk, openDesk } from './desk.ts';

const OTHER = `${PAY_TO.slice(0, -2)}cc`;
const OWN = [
  { rail: 'stripe-checkout', payTo: 'main' },
  { rail: 'x402', payTo: PAY_TO },
];

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
  await startOwnAccounts(desk.shop.store, OWN);
});
afterAll(() => desk.close());

const rails = (...args: readonly string[]): Promise<string> => desk.run('rails', ...args);
const seller = (...args: readonly string[]): Promise<string> => desk.run('seller', ...args);
const accountsOf = async (handle: string) =>
  (await storedSellers(desk.shop.store).find(handle))?.accounts.map(
    ({ rail, payTo, active }) => `${rail} ${payTo} ${active ? 'on' : 'off'}`,
  );

const onX402 = (payTo: string, active: boolean) => ({ rail: 'x402', payTo, active });

/** A line of a table by its first cell, with single spaces. */
function lineOf(text: string, first: string): string | undefined {
  const lines = text.split('\n').map((line) => line.replaceAll(/ +/g, ' '));
  return lines.find((line) => line.startsWith(`${first} `));
}

/** What is told of a rail, of those that are told. */
function ofRail(text: string, rail: string): unknown {
  const told = JSON.parse(text) as readonly { readonly payment_rail: string }[];
  return told.find(({ payment_rail }) => payment_rail === rail);
}

describe('railyard rails', () => {
  test('says which rails there are, for whom they are active, and what to set for the others', async () => {
    const told = await rails();
    expect(told).toMatch(/^RAIL +TITLE +PAYER +ACTIVE FOR\n/);
    expect(lineOf(told, 'x402')).toBe('x402 x402 agent acme, west');
    expect(lineOf(told, 'stripe-checkout')).toBe('stripe-checkout Stripe Checkout human nobody');
    expect(lineOf(told, 'coinbase')).toBe(
      'coinbase USDC on a page of Coinbase human nobody: set COINBASE_KEY_ID and COINBASE_KEY_SECRET, and start the server anew',
    );
    expect(ofRail(await rails('--json'), 'x402')).toMatchObject({
      payer: 'agent',
      currencies: ['usd'],
      set_up: true,
      active_for: ['acme', 'west'],
    });
    expect(lineOf(await rails('--tenant', 'other'), 'x402')).toBe('x402 x402 agent globex');
  });

  test('says of the rail on which the platform pays itself where it buys, and shows it of no seller', async () => {
    expect(lineOf(await rails(), 'card')).toBe(
      'card One-time card platform nobody: set STRIPE_ISSUING_CARDHOLDER, CORNER_MARKET_URL and CORNER_MARKET_KEY, and start the server anew',
    );
    await startBoughtAt(desk.shop.store, ['corner-market']);
    expect(lineOf(await rails(), 'card')).toBe('card One-time card platform the platform, at corner-market');
    expect(ofRail(await rails('--json'), 'card')).toMatchObject({
      payer: 'platform',
      currencies: ['usd'],
      set_up: true,
      active_for: [],
      buys_at: ['corner-market'],
    });
    expect(ofRail(await rails('--json'), 'x402')).toMatchObject({ buys_at: [] });
    expect(ofRail(await rails('--json', 'west'), 'card')).toBeUndefined();
  });

  test('says why a rail is not active for a seller, and the way out, which is one', async () => {
    const told = await rails('west');
    expect(told).toMatch(/^RAIL +ACTIVE +ACCOUNT +WHY NOT\n/);
    expect(lineOf(told, 'x402')).toBe(`x402 yes ${PAY_TO}`);
    expect(lineOf(told, 'stripe-mpp')).toBe(
      'stripe-mpp no - it is not set up: set STRIPE_SECRET_KEY and STRIPE_PROFILE, and start the server anew',
    );
    const way = 'railyard seller set west --rail stripe-checkout';
    expect(lineOf(told, 'stripe-checkout')).toBe(`stripe-checkout no - it has no account there: ${way}`);
    await desk.run(...way.split(' ').slice(1));
    expect(ofRail(await rails('--json', 'west'), 'stripe-checkout')).toEqual({
      payment_rail: 'stripe-checkout',
      active: true,
      account: 'main',
      why_not: null,
    });

    await seller('set', 'west', '--without-rail', 'x402');
    const back = `railyard seller set west --rail x402=${PAY_TO}`;
    expect(lineOf(await rails('west'), 'x402')).toBe(
      `x402 no ${PAY_TO} its account was deactivated: ${back}`,
    );
    await desk.run(...back.split(' ').slice(1));
    expect(lineOf(await rails('west'), 'x402')).toBe(`x402 yes ${PAY_TO}`);

    await seller('remove', 'west');
    const gone = 'it is not on sale: railyard seller restore west';
    expect(lineOf(await rails('west'), 'x402')).toBe(`x402 no ${PAY_TO} ${gone}`);
    await seller('restore', 'west');
  });

  test('shows a seller who sends its buyers on as one who is paid nowhere here', async () => {
    const told = await rails('cedar');
    expect(lineOf(told, 'x402')).toBe(
      `x402 no ${PAY_TO} its buyers are sent on to its own site: railyard seller set cedar --purchasable`,
    );
    expect(lineOf(told, 'directory-handoff')).toBe('directory-handoff yes cedar');
  });

  test('agrees with the server, whatever a seller is like', async () => {
    const acme = await storedSellers(desk.shop.store).find('acme');
    if (!acme) throw new Error('There is no acme.');
    const likes: readonly Partial<Seller>[] = [
      {},
      { onSale: false },
      { purchasable: false },
      { accounts: [] },
      { accounts: [onX402(PAY_TO, false)] },
      { accounts: [onX402(PAY_TO, false), onX402(OTHER, true)] },
      { accounts: [onX402('nowhere', true)] },
      { accounts: [{ rail: 'stripe-mpp', payTo: 'profile_1', active: true }] },
    ];
    const known = {
      rails: railsOffline(readConfig({})),
      own: [{ rail: 'x402', payTo: PAY_TO }],
      kept: [],
    };
    const found = likes.map(async (like) => {
      const one = { ...acme, ...like };
      const served = (await X402_RAILS.of(one)).filter(({ active }) => active);
      const standings = await standingsOf(known, one);
      const active = standings.filter(({ whyNot }) => whyNot === null);
      expect(active.map(({ rail, account }) => [rail, account])).toEqual(
        served.map(({ rail, account }) => [rail.id, account]),
      );
      return standings.find(({ rail }) => rail === 'x402')?.whyNot;
    });
    expect(await Promise.all(found)).toEqual([
      null,
      'not_on_sale',
      'sent_on',
      'no_account',
      'deactivated',
      null,
      'unknown_account',
      'no_account',
    ]);
  });

  test.each([
    [['nobody'], 'There is no seller "nobody".'],
    [['acme', 'west'], '"west" is one too many.'],
    [['acme', '--tenant', 'demo'], 'A handle is of one tenant alone. Leave --tenant out.'],
    [['--all'], "Unknown option '--all'"],
  ])('refuses what it cannot read: %j', async (args, sentence) => {
    await expect(rails(...args)).rejects.toThrow(sentence);
  });

  test('says how it is used', async () => {
    for (const args of [['--help'], ['acme', '-h']])
      expect(await rails(...args)).toMatch(/^railyard rails \[--tenant/);
  });
});

describe('where a seller is paid', () => {
  const FERN = ['--name', 'Fern', '--currency', 'usd', '--countries', 'US'] as const;

  test('is where the platform is, unless it is said', async () => {
    await seller('add', 'fern', ...FERN);
    expect(await accountsOf('fern')).toEqual(['stripe-checkout main on', `x402 ${PAY_TO} on`]);
    await seller('add', 'moss', ...FERN, '--rail', `x402=${OTHER}`);
    expect(await accountsOf('moss')).toEqual([`x402 ${OTHER} on`]);
    await seller('add', 'clay', ...FERN, '--without-rail', 'x402');
    expect(await accountsOf('clay')).toEqual(['stripe-checkout main on', `x402 ${PAY_TO} off`]);
  });

  test('is one account on a rail, and the one before stays for what began on it', async () => {
    await seller('add', 'peat', ...FERN, '--rail', 'x402');
    await seller('set', 'peat', '--rail', `x402=${OTHER}`, '--rail', 'stripe-checkout=acct_1');
    expect(await accountsOf('peat')).toEqual([
      `x402 ${OTHER} on`,
      `x402 ${PAY_TO} off`,
      'stripe-checkout acct_1 on',
    ]);
    const shown = JSON.parse(await seller('show', 'peat', '--json')) as object;
    expect(shown).toMatchObject({ accounts: [{ rail: 'x402', pay_to: OTHER, active: true }, {}, {}] });
  });

  test('may be an account that is kept for its tenant, and no other’s', async () => {
    const account: ProviderAccount = {
      provider: 'stripe',
      name: 'north',
      tenant: 'demo',
      mode: 'test',
      holder: null,
      sealed: 'one.sealed',
      sealedAt: 0,
    };
    await desk.shop.store.update([accountKey(account)], () => ({
      rows: [{ value: account, tenant: OPERATOR, state: 'kept', due: null }],
      result: null,
    }));
    const north = ['--rail', 'stripe-checkout=north', '--rail', 'stripe-mpp=north'] as const;
    await seller('add', 'loam', ...FERN, ...north);
    expect(await accountsOf('loam')).toEqual(['stripe-checkout north on', 'stripe-mpp north on']);
    const told = await rails('loam');
    expect(lineOf(told, 'stripe-checkout')).toBe('stripe-checkout yes north');
    // Its provider is its own: the platform itself has no profile.
    expect(lineOf(told, 'stripe-mpp')).toBe('stripe-mpp yes north');
    expect(lineOf(await rails(), 'stripe-mpp')).toBe('stripe-mpp Cards by Shared Payment Token agent loam');
    const theirs = seller('add', 'silt', ...FERN, ...north, '--tenant', 'other');
    await expect(theirs).rejects.toThrow('"north" is no account on the rail "stripe-checkout" here.');
  });

  test.each([
    [['--rail', 'cash'], 'The platform itself is not paid on "cash", only on: stripe-checkout, x402.'],
    [['--rail', 'cash=1'], 'There is no rail "cash". There are stripe-checkout, coinbase, stripe-mpp, x402.'],
    [['--rail', 'coinbase'], 'Name an account, as in --rail coinbase=ACCOUNT'],
    [['--rail', 'x402=0x12'], '"0x12" is no account on the rail "x402" here.'],
    [['--rail', 'x402='], '"" is no account on the rail "x402" here.'],
    [['--rail', `x402=${PAY_TO.slice(0, -2)}Ab`], 'Rail "x402" has no valid payTo address'],
    [['--without-rail', 'stripe-mpp'], '"acme" is not paid on "stripe-mpp". See where it is with: railyard'],
    [['--rail', 'x402', '--without-rail', 'x402'], 'Say --rail x402 or --without-rail x402, not both.'],
  ])('is nothing that cannot be, and stays as it was: %j', async (args, sentence) => {
    const before = await accountsOf('acme');
    await expect(seller('set', 'acme', ...args)).rejects.toThrow(sentence);
    expect(await accountsOf('acme')).toEqual(before);
  });
});
