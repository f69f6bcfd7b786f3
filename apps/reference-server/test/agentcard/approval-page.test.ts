import { expect, test } from 'vitest';
import { BASE_URL } from '../shop.ts';
import { usd } from '../spending/shop.ts';
import { type Market, openMarket } from './market.ts';
import { openShopper, TOTAL } from './shopper.ts';

const policy = { approvalAbove: [usd(500)] };

/** The newest letter, and the page that it leads to, without its tags. */
async function asked({ inbox, server }: Market) {
  const [letter] = inbox.received();
  const [url = BASE_URL] = /http\S+\/approve\/\S+/.exec(letter?.text ?? '') ?? [];
  const html = await (await server.fetch(new Request(url))).text();
  return { letter, page: html.replaceAll(/<\/(?:dt|dd|p|h1)>/g, ' ').replaceAll(/<[^>]*>/g, '') };
}

test('S3.14 the page and the letter show the merchant by its name, the card, and when it is delivered', async () => {
  const market = await openMarket({ policy });
  const shopper = await openShopper(market);
  await shopper.fill();
  const { structuredContent } = await shopper.checkout({
    delivery_time: '2026-11-27T18:30:00+02:00',
    tip_cents: 100,
  });
  const approval_id = String(structuredContent.approval_id);

  const { letter, page } = await asked(market);
  const read = await market.call('GET', `/api/agent/approvals/${approval_id}`);

  expect(read.body).toMatchObject({
    amount: 697,
    delivery_time: '2026-11-27T16:30:00.000Z',
    ship_to: { name: 'Ada Lovelace', line1: '12 Analytical Way', city: 'Lincoln', postal_code: '68508' },
    merchant_account: 'ada@example.com',
    asked_by: { kind: 'api_key', id: 'key_network', name: null },
  });
  expect(letter?.subject).toBe('Approve 6.97 USD at Corner Market?');
  expect(letter?.text).toContain('for delivery on 27 November 2026 at 16:30 UTC');
  expect(page).toContain('The API key key_network wants to pay');
  expect(page).toContain('Paid to Corner Market (corner-market)');
  expect(page).toContain('Paid on A card that is made for this alone');
  expect(page).toContain('Delivered 27 November 2026 at 16:30 UTC');
  expect(page).toContain('Bought in the account ada@example.com');
  expect(page).toContain('Tip $1.00');
});

test('S3.14 what is wanted as soon as possible is shown as that', async () => {
  const market = await openMarket({ policy });
  const shopper = await openShopper(market);
  await shopper.fill();
  await shopper.checkout();

  const { letter, page } = await asked(market);

  expect(letter?.subject).toBe(`Approve ${TOTAL / 100} USD at Corner Market?`);
  expect(letter?.text).toContain('for delivery as soon as possible');
  expect(page).toContain('Delivered As soon as possible');
});
