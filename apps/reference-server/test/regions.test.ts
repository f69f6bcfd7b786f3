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
    expect(body).toMatchObject({ delivery_eligible: true, delivery_fee_cents: 500 });
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
