import type { Settlement } from '@railyard/core/rail';
import { always, type Expectation, type Misbehaviour } from './rail.ts';

/** Nobody saw the page, so it ends unpaid. */
const INVALID: Expectation = { call: 'payment_unresolved', alarm: 'rail_answer_invalid', end: 'nothing' };

/** Opens an honest page, and tells of another. */
function opens(name: string, expects: Expectation, edit: () => object): Misbehaviour {
  return {
    name: `opens a page ${name}`,
    payer: 'human',
    expects,
    bend: (rail) =>
      always(rail, (honest: Settlement) =>
        honest.state === 'action_required' ? { ...honest, ...edit() } : honest,
      ),
  };
}

/** What a rail with pages can do wrong. */
export const pageMisbehaviours: readonly Misbehaviour[] = [
  opens('with a script for an address', INVALID, () => ({ url: 'javascript:alert(1)' })),
  opens('with data for an address', INVALID, () => ({ url: 'data:text/html,evil' })),
  opens('without an address', INVALID, () => ({ url: undefined })),
  opens('with an address that is none', INVALID, () => ({ url: { href: 'https://evil.test' } })),
  opens('without a reference', INVALID, () => ({ reference: undefined })),
  opens('without ways to pay', INVALID, () => ({ methods: undefined })),
  opens('with ways to pay that are objects', INVALID, () => ({ methods: [{}] })),
  opens('until NaN', INVALID, () => ({ expiresAt: Number.NaN })),
  opens('until the end of time', INVALID, () => ({ expiresAt: Number.POSITIVE_INFINITY })),
  opens('that has expired before it opened', { edit: 'cart', end: 'nothing' }, () => ({ expiresAt: 1 })),
  {
    name: 'opens a page that it cannot close',
    payer: 'human',
    expects: { call: 'payment_unresolved', alarm: 'page_cannot_be_closed', end: 'nothing' },
    bend: () => ({ cancel: undefined }),
  },
  {
    name: 'opens a page where an agent pays, and cannot close it',
    payer: 'agent',
    expects: { call: 'payment_unresolved', end: 'page_cannot_be_closed' },
    bend: (rail) => ({
      ...always(rail, () => ({
        state: 'action_required',
        reference: 'p',
        url: 'https://evil.test/p',
        methods: [],
        expiresAt: 9e12,
      })),
      cancel: undefined,
    }),
  },
  {
    name: 'says that it closed a page, and leaves it open',
    payer: 'human',
    // What is paid on it then is nobody's to find: the rail has promised that no money will come.
    expects: { edit: 'cart', end: 'nothing', denied: true },
    bend: () => ({ cancel: async () => ({ state: 'cancelled' }) }),
  },
];
