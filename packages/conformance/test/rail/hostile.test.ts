import { expect, it } from 'vitest';
import { hostileRequests } from '../../src/rail/hostile.ts';

const good = {
  method: 'POST',
  url: 'https://shop.example/checkout',
  headers: { 'x-token': btoa(JSON.stringify({ amount: '1', to: { name: 'a' } })) },
  meta: { 'example/payment': { amount: '1', list: [1, 2] } },
  body: new Uint8Array(),
};

it('asks the same hostile requests each time, not too many and none too long', () => {
  const requests = hostileRequests(good);
  expect(JSON.stringify(hostileRequests(good))).toBe(JSON.stringify(requests));
  expect(requests.length).toBeGreaterThan(500);
  expect(requests.length).toBeLessThan(2_000);
  for (const { headers, meta, body } of requests) {
    expect(JSON.stringify({ headers, meta }).length + body.length).toBeLessThan(512 * 1_024);
  }
});

it('opens what is encoded, and spoils every part of it', () => {
  const texts = hostileRequests(good).map(({ headers }) => headers['x-token'] ?? '');
  expect(texts).toContain(btoa(JSON.stringify({ amount: '1', to: { name: null } })));
  expect(texts).toContain(btoa(JSON.stringify({ to: { name: 'a' } })));
});
