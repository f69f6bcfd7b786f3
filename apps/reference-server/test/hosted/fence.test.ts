import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { cardFetch } from '../../src/demo/card.ts';
import { payingFetch } from '../../src/demo/wallet.ts';
import { told } from '../hostile/sale.ts';
import { post } from '../till.ts';
import { closing, fail, link, orderOf, PAGES, payPage, timesClosed } from './buyer.ts';
import { each, expectPageToStand, expectToReplace, meet, openStage, type Stage } from './meeting.ts';
import { NEWCOMERS, ONE_OF_EACH } from './newcomers.ts';

/** What a provider says of a page that takes nothing more. */
const CLOSED = /takes no payment any more|cannot be done/;
const COMPLETED = [409, 'cart_already_completed'];

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 30_000);
afterEach(() => stage.yard.hostile.reset());
afterAll(() => stage.yard.stop());

describe('while a page is open', () => {
  test.each(each(NEWCOMERS))('$page is closed at its provider before $who gets on', async (one) => {
    const meeting = await meet(stage, one);
    await expectToReplace(stage, meeting, one);
    expect(await timesClosed(stage.yard, meeting.page)).toBe(1);
  });

  test.each(each(ONE_OF_EACH))(
    '$page, whose closing is not answered, is looked up before $who gets on',
    async (one) => {
      const meeting = await meet(stage, one);
      await fail(stage.yard, meeting.page, 'to say so');
      await expectToReplace(stage, meeting, one);
      expect(await timesClosed(stage.yard, meeting.page)).toBe(1);
    },
  );

  test.each(PAGES)('the official clients pay beside $page, which is closed first', async ({ open }) => {
    const { yard } = stage;
    for (const client of [payingFetch(yard.facts), cardFetch(yard.facts)]) {
      const page = await open(yard);
      const headers = { authorization: `Bearer ${page.apiKey}`, 'idempotency-key': page.cart };
      const paid = await client(page.url, { method: 'POST', headers });
      expect([paid.status, await timesClosed(yard, page)]).toEqual([200, 1]);
      await expect(payPage(yard, page)).rejects.toThrow(CLOSED);
    }
  });

  test.each(PAGES)(
    'S1.46 an API key alone gets a challenge beside $page, or that page again',
    async ({ open }) => {
      const { yard } = stage;
      const page = await open(yard);
      const challenge = await post(page, 'another-key');
      const again = await link(page, page.asked);

      expect(challenge.status).toBe(402);
      expect(challenge.body.open_page).toMatchObject({ payment_rail: page.rail, session_id: page.id });
      expect(again).toMatchObject({ status: 200, body: { session_id: page.session } });
      expect(await timesClosed(yard, page)).toBe(0);
      await payPage(yard, page);
      expect((await orderOf(page)).body).toMatchObject({ status: 'paid', payment_rail: page.rail });
    },
  );
});

describe('when a page was just paid', () => {
  test.each(each(NEWCOMERS))('$who hears of the order of $page, and pays nothing', async (one) => {
    const meeting = await meet(stage, one);
    await payPage(stage.yard, meeting.page);
    const answer = await meeting.ready.send();

    expect(answer.status).toBe(one.findsOrder ? 200 : 409);
    await expectPageToStand(stage, meeting, answer);
  });

  test.each(each(ONE_OF_EACH))(
    '$who hears of it also when $page is paid in the moment of closing',
    async (one) => {
      const meeting = await meet(stage, one);
      stage.wire.once(new RegExp(`^> ${closing(meeting.page)}$`), () => payPage(stage.yard, meeting.page));
      const answer = await meeting.ready.send();

      expect(answer.status).toBe(one.findsOrder ? 200 : 409);
      await expectPageToStand(stage, meeting, answer);
    },
  );

  test.each(each(ONE_OF_EACH))('$who gets the id of the order of $page once that is known', async (one) => {
    const meeting = await meet(stage, one);
    await payPage(stage.yard, meeting.page);
    await orderOf(meeting.page);
    const answer = await meeting.ready.send();

    expect(told(answer)).toEqual(COMPLETED);
    await expectPageToStand(stage, meeting, answer);
  });

  test.each(PAGES)('S2.12 the link to $page brings its order, and no address any more', async ({ open }) => {
    const { yard } = stage;
    const page = await open(yard);
    await payPage(yard, page);
    const same = await link(page, page.asked, page.key);
    const other = await link(page, page.asked);

    expect(same).toMatchObject({ status: 200, body: { status: 'paid', payment_rail: page.rail } });
    expect(same.body).not.toHaveProperty('payment_url');
    expect(told(other)).toEqual(COMPLETED);
    expect(await yard.attemptsOf(page.cart)).toEqual([`${page.rail} paid`]);
    await expect(payPage(yard, page)).rejects.toThrow(CLOSED);
  });
});
