import { describe, expect, it } from 'vitest';
import { mount } from './mount.ts';
import { broken, failure, list, NOW, type Reply, session } from './stripe.ts';

const SECOND = NOW / 1_000;
const MINUTE = 60_000;
const LOST = { reference: null };
/** A session of somebody else, of whatever kind. */
const other = {
  id: 'cs_other',
  object: 'checkout.session',
  mode: 'setup',
  amount_total: null,
  metadata: null,
};
const none = list([]);
/** When its page ends, and a moment long after. */
const END = NOW + 85_800_000;
const OVER = { now: () => END + 20 * MINUTE };
const OPEN = { state: 'action_required', reference: 'cs_1' };

function unknown(reason: string) {
  return { state: 'unknown', reason };
}

describe('a page whose reference was never stored', () => {
  it('is found by its attempt among those made ten minutes before and after, and then looked at', async () => {
    const { status, sent } = mount([list([other, session()]), session()]);
    expect(await status(LOST)).toMatchObject(OPEN);
    expect(sent.map(({ call }) => decodeURIComponent(call))).toEqual([
      `GET /v1/checkout/sessions?created[gte]=${SECOND - 600}&created[lte]=${SECOND + 600}&limit=100`,
      'GET /v1/checkout/sessions/cs_1?expand[0]=payment_intent',
    ]);
  });

  it('is found on a later part of the list', async () => {
    const { status, sent } = mount([list([other], true), list([session()]), session()]);
    expect(await status(LOST)).toMatchObject(OPEN);
    expect(sent[1]?.call).toMatch(/&starting_after=cs_other$/);
  });

  it('is looked for among those made until a day later, once there can be some', async () => {
    const soon = mount([none]);
    expect(await soon.status(LOST, { now: () => NOW + 10 * MINUTE })).toEqual(unknown('not_found'));
    const later = mount([none, list([session()]), session()]);
    expect(await later.status(LOST, { now: () => NOW + 11 * MINUTE })).toMatchObject(OPEN);
    expect(decodeURIComponent(later.sent[1]?.call ?? '')).toBe(
      `GET /v1/checkout/sessions?created[gt]=${SECOND + 600}&created[lte]=${SECOND + 86_400}&limit=100`,
    );
  });

  it('is unknown while it is not found: the call may be on its way', async () => {
    const { status } = mount([none, none]);
    expect(await status(LOST, { now: () => NOW + 23 * 60 * MINUTE })).toEqual(unknown('not_found'));
  });

  it('is expired when it is not found after its end: Stripe opens none that would have ended', async () => {
    const at = (now: number) => mount([none, none]).status(LOST, { now: () => now });
    expect(await at(END + 10 * MINUTE)).toEqual(unknown('not_found'));
    expect(await at(END + 10 * MINUTE + 1)).toEqual({ state: 'expired' });
    expect(await mount([broken]).status(LOST, OVER)).toEqual(unknown('no_answer'));
    expect(await mount([failure(404)]).status(LOST, OVER)).toEqual(unknown('request_refused'));
    expect(await mount([none, none]).status({ ...LOST, prepared: null }, OVER)).toEqual(unknown('not_found'));
    expect(await mount([failure(404)]).status({}, OVER)).toMatchObject(unknown('not_found'));
  });

  it('is looked for after its end among all made until then, at once', async () => {
    const { status, sent } = mount([list([other, session()]), session({ status: 'expired', url: null })]);
    expect(await status(LOST, OVER)).toEqual({ state: 'expired' });
    expect(decodeURIComponent(sent[0]?.call ?? '')).toBe(
      `GET /v1/checkout/sessions?created[gte]=${SECOND - 600}&created[lte]=${END / 1_000}&limit=100`,
    );
    expect(sent).toHaveLength(2);
  });

  it('is looked for a part at a time where more were made than one look goes through', async () => {
    const facts: Record<string, string> = {};
    const twenty = Array.from({ length: 20 }, (_, part) => list([{ ...other, id: `cs_${part}` }], true));
    const { status, sent } = mount([...twenty, none]);
    const look = () =>
      status(
        { ...LOST, facts },
        { ...OVER, remember: async (learned) => void Object.assign(facts, learned) },
      );
    const more = { ...unknown('too_many_sessions'), retryAfter: 30 };
    expect([await look(), await look()]).toEqual([more, more]);
    expect(sent).toHaveLength(20);
    expect(await look()).toEqual({ state: 'expired' });
    expect(sent.slice(9, 21).map(({ url }) => new URL(url).searchParams.get('starting_after'))).toEqual(
      Array.from({ length: 12 }, (_, index) => `cs_${index + 8}`),
    );
  });

  it('is not said to be over when nobody remembers how far it was looked for', async () => {
    const endless = Array.from({ length: 10 }, () => list([other], true));
    const overtaken = { ...OVER, remember: () => Promise.reject(new Error('Another worker has it.')) };
    await expect(mount(endless).status(LOST, overtaken)).rejects.toThrow('Another worker');
  });

  it.each<[string, readonly Reply[], string]>([
    ['nobody answers', [broken], 'no_answer'],
    ['the key may not look', [failure(403)], 'not_authorized'],
    ['the answer is no list', [session()], 'answer_unreadable'],
    ['an entry is no session', [list([{ id: 'pi_1' }])], 'answer_unreadable'],
    ['there is more, and nothing of it', [list([], true)], 'answer_unreadable'],
    ['the list has no end', Array.from({ length: 11 }, () => list([other], true)), 'too_many_sessions'],
    ['what was found is gone a moment later', [list([session()]), failure(404)], 'answer_unreadable'],
    ['what was found cannot be looked at', [list([session()]), broken], 'no_answer'],
  ])('is unknown when %s', async (_, replies, reason) => {
    expect(await mount(replies).status(LOST)).toEqual(unknown(reason));
  });

  it('is looked for on the account that it was opened on', async () => {
    const { status, ref, sent } = mount([none], { account: 'acct_now' });
    const { prepared } = await ref();
    await status({ ...LOST, prepared: { ...prepared, account: 'acct_then' } });
    expect(sent[0]?.headers.get('stripe-account')).toBe('acct_then');
  });
});
