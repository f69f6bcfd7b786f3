import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { told } from '../hostile/sale.ts';
import { post } from '../till.ts';
import { beginToPay, fail, link, orderOf, payPage } from './buyer.ts';
import {
  each,
  expectPageToStand,
  expectToGetOn,
  expectToReplace,
  meet,
  openStage,
  type Stage,
} from './meeting.ts';
import { LINK, ONE_OF_EACH } from './newcomers.ts';

const LOCKED = [409, 'cart_locked'];
const UNRESOLVED = [503, 'payment_unresolved'];

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 30_000);
afterEach(() => stage.yard.hostile.reset());
afterAll(() => stage.yard.stop());

describe('while a provider fails', () => {
  test.each(each(ONE_OF_EACH))('nothing comes of $who until $page can be asked about', async (one) => {
    const meeting = await meet(stage, one);
    const { page, ready } = meeting;
    await fail(stage.yard, page, 'to answer');
    const answer = await ready.send();

    // A chooser would close nothing, and is not given.
    expect(told(answer)).toEqual(one.who === LINK.who && page.rail !== 'coinbase' ? UNRESOLVED : LOCKED);
    expect(told(await post(page, 'another-key'))).toEqual(UNRESOLVED);
    expect(told(await link(page, page.rail))).toEqual(UNRESOLVED);
    expect(meeting.moved()).toBe(-1);
    await stage.yard.hostile.reset();
    await expectToReplace(stage, meeting, one);
  });

  test.each(each(ONE_OF_EACH))('nothing comes of $who until $page can be closed', async (one) => {
    const meeting = await meet(stage, one);
    await fail(stage.yard, meeting.page, 'to close');

    expect(told(await meeting.ready.send())).toEqual(LOCKED);
    expect(meeting.moved()).toBe(-1);
    await stage.yard.hostile.reset();
    await expectToReplace(stage, meeting, one);
  });

  test.each(each(ONE_OF_EACH))('$who hears of the order when $page was paid meanwhile', async (one) => {
    const meeting = await meet(stage, one);
    await fail(stage.yard, meeting.page, 'to answer');
    await payPage(stage.yard, meeting.page);
    const unsure = await meeting.ready.send();
    expect([LOCKED, UNRESOLVED]).toContainEqual(told(unsure));
    await stage.yard.hostile.reset();
    const sure = await meeting.ready.send();

    expect(sure.status).toBe(one.findsOrder ? 200 : 409);
    await expectPageToStand(stage, meeting, sure);
  });
});

describe('while money is on its way', () => {
  test.each(each(ONE_OF_EACH))('nothing comes of $who beside $page until that has failed', async (one) => {
    const meeting = await meet(stage, one);
    const { page, ready } = meeting;
    const finish = await beginToPay(stage.yard, page);

    expect(told(await ready.send())).toEqual(one.rail(page) === null ? LOCKED : UNRESOLVED);
    expect(told(await post(page, 'another-key'))).toEqual(UNRESOLVED);
    expect(told(await link(page, page.asked))).toEqual(UNRESOLVED);
    expect((await orderOf(page)).body.status).toBe('pending');
    expect(meeting.moved()).toBe(-1);
    await finish('failed');
    // A chooser can be paid on all the same.
    const after = page.asked === 'coinbase' ? 'action_required' : 'unpaid';
    expect((await orderOf(page)).body.status).toBe(after);
    await expectToGetOn(stage, meeting, one, 'declined');
  });

  test.each(each(ONE_OF_EACH))('$who hears of the order of $page once it has arrived', async (one) => {
    const meeting = await meet(stage, one);
    const finish = await beginToPay(stage.yard, meeting.page);
    expect([LOCKED, UNRESOLVED]).toContainEqual(told(await meeting.ready.send()));
    await finish('succeeded');
    await orderOf(meeting.page);

    await expectPageToStand(stage, meeting, await meeting.ready.send());
  });
});
