import { expect, test } from 'vitest';
import { ADDRESS } from '../src/demo/shop.ts';
import { regionCode } from '../src/regions.ts';
import { like } from './matchers.ts';
import { openShop, type Reply } from './shop.ts';

async function shipTo(
  change: object,
  seller_handle = 'west',
): Promise<readonly [Reply, () => Promise<Reply>]> {
  const { call } = await openShop();
  const made = await call('POST', '/api/agent/cart', { body: { seller_handle } });
  const path = `/api/agent/cart/${String(made.body.cart_id)}`;
  const set = await call('PUT', `${path}/shipping-address`, { body: { ...ADDRESS, ...change } });
  return [set, () => call('GET', path)];
}

test.each(['CA', 'ca', ' US-CA ', 'California', 'CALIFORNIA'])(
  'S0.4 delivers to %j where California is covered',
  async (region) => {
    const [{ body }] = await shipTo({ region });
    expect(body).toMatchObject({ delivery_eligible: true });
    expect(body.shipping_address).toMatchObject({ region: region.trim() });
  },
);

test.each(['NE', 'Nebraska', 'us-ne'])(
  'S0.4 does not deliver to %j where it is not covered',
  async (region) => {
    expect((await shipTo({ region }))[0].body).toMatchObject({ delivery_eligible: false });
  },
);

test.each([undefined, 'Calif.', 'Atlantis'])(
  'S0.3 where only some states are covered, the region %j is refused with their names, and changes nothing',
  async (region) => {
    const [{ status, body }, read] = await shipTo({ region });
    expect([status, body.error]).toEqual([400, 'invalid_shipping']);
    expect(body).toMatchObject({
      message: like(/CA, OR/),
      next_action: like(/CA, OR/),
      details: { delivery_coverage: { states: ['CA', 'OR'] } },
    });
    expect((await read()).body.shipping_address).toBeNull();
  },
);

test.each([
  ['region', { region: undefined }],
  ['postal_code', { postal_code: undefined }],
])('S0.3 an address in the US without %s is refused, and changes nothing', async (field, change) => {
  const [{ status, body }, read] = await shipTo(change, 'acme');
  expect([status, body.error]).toEqual([400, 'invalid_shipping']);
  expect(body.details).toEqual({ fields: { [field]: 'Required in US.' } });
  expect((await read()).body.shipping_address).toBeNull();
});

test.each([
  [{ country: 'XX' }, { country: 'There is no country "XX".' }],
  [{ region: 'ZZ' }, { region: 'There is no region "ZZ" in US.' }],
  [{ postal_code: 'ABC' }, { postal_code: '"ABC" is no postal code of US, such as 68508.' }],
  [
    { country: 'CA', region: 'NE', postal_code: '68508' },
    {
      region: 'There is no region "NE" in CA.',
      postal_code: '"68508" is no postal code of CA, such as K1A 0B1.',
    },
  ],
  [
    { country: 'AU', region: 'NSW', postal_code: '20000' },
    { postal_code: '"20000" is no postal code of AU, such as 2000.' },
  ],
])(
  'S0.3 an address that cannot be, with %j, is refused by field, and changes nothing',
  async (change, fields) => {
    const [{ status, body }, read] = await shipTo(change, 'acme');
    expect([status, body.error, body.details]).toEqual([400, 'invalid_shipping', { fields }]);
    expect(body.next_action).toContain(`Ask the user for the ${Object.keys(fields).join(' and the ')},`);
    expect((await read()).body.shipping_address).toBeNull();
  },
);

test.each([
  { country: 'CA', region: 'Québec', postal_code: 'h2x1y4' },
  { country: 'AU', region: 'Victoria', postal_code: '3000' },
  { region: 'AE', postal_code: '09012-1234' },
  { region: 'PR', postal_code: '00901' },
  { country: 'XK', region: undefined, postal_code: undefined },
  { country: 'IE', region: undefined, postal_code: undefined },
])('an address such as %j is taken', async (change) => {
  expect((await shipTo(change, 'acme'))[0].status).toBe(200);
});

test('an address where not every address has a region needs none', async () => {
  const [{ status, body }] = await shipTo({ country: 'FR', region: undefined, postal_code: '75001' }, 'acme');
  expect([status, body.delivery_eligible]).toEqual([200, false]);
});

test('a region has one code, whatever its case, accents and signs', () => {
  const written = ['Québec', 'quebec', 'QC', 'ca-qc'].map((name) => regionCode('CA', name));
  expect(written).toEqual(['QC', 'QC', 'QC', 'QC']);
  expect(regionCode('US', 'Quebec')).toBeNull();
  expect(regionCode('DE', 'Baden Württemberg')).toBe('BW');
});
