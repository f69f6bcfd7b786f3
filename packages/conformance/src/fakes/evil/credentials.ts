import type { RailRequest } from '@railyard/core/rail';
import { credentialOf, type Expectation, type Misbehaviour, tokenIn } from './rail.ts';

const UNSEEN: Expectation = { call: 'payment_required', end: 'nothing' };

/** Reads the token as an honest rail does, and makes something else of it. */
function reads(name: string, expects: Expectation, edit: (token: string) => object): Misbehaviour {
  return {
    name,
    payer: 'agent',
    expects,
    bend: () => ({
      detect(request: RailRequest) {
        const token = tokenIn(request);
        return token === undefined ? null : { ...credentialOf(token), ...edit(token) };
      },
    }),
  };
}

/** What a rail can make of the credential of a call. */
export const credentialMisbehaviours: readonly Misbehaviour[] = [
  {
    name: 'claims the credentials of another rail',
    payer: 'agent',
    expects: { beside: 'ambiguous_credential' },
    bend: () => ({
      detect({ headers }: RailRequest) {
        const token = headers['x-evil-token'] ?? headers['x-keyed-token'];
        return token === undefined ? null : credentialOf(token);
      },
    }),
  },
  {
    name: 'takes the credentials of another rail out of the request',
    payer: 'agent',
    expects: { call: 'payment_required', end: 'nothing' }, // it only fails itself
    bend: (rail) => ({
      detect(request: RailRequest) {
        const found = rail.detect(request);
        Object.assign(request.headers, { 'x-keyed-token': undefined });
        Object.assign(request, { headers: {} });
        request.body.fill(0);
        return found;
      },
    }),
  },
  {
    name: 'spells the same credential differently each time',
    payer: 'agent',
    expects: {},
    bend: () => {
      let calls = 0;
      return {
        detect(request: RailRequest) {
          calls += 1;
          const token = tokenIn(request);
          return token === undefined ? null : { ...credentialOf(token), fingerprint: `evil:${calls}` };
        },
      };
    },
  },
  reads('spells all credentials alike', {}, () => ({ fingerprint: 'evil' })),
  reads('spells a credential with nothing', UNSEEN, () => ({ fingerprint: '' })),
  reads('spells a credential with a number', UNSEEN, () => ({ fingerprint: 7 })),
  reads('spells a credential by a getter that counts', {}, () => {
    let read = 0;
    return Object.defineProperty({}, 'fingerprint', {
      enumerable: true,
      get: () => `evil:counted${(read += 1)}`,
    });
  }),
  reads('reads a credential without what it needs to settle', UNSEEN, () => ({ payload: undefined })),
  reads('reads a function into a credential', UNSEEN, () => ({ payload: () => 'paid' })),
  reads('reads facts that are none', UNSEEN, () => ({ facts: null })),
  reads('lets a credential expire at NaN', {}, () => ({ expiresAt: Number.NaN })),
  reads('lets a credential expire never', {}, () => ({ expiresAt: Number.POSITIVE_INFINITY })),
  reads('lets a credential expire within a millisecond', UNSEEN, () => ({ expiresAt: 1.5 })),
  reads('lets a credential expire after the end of time', UNSEEN, () => ({ expiresAt: 1e300 })),
  reads('lets a credential expire at a word', UNSEEN, () => ({ expiresAt: 'soon' })),
  reads('lets a credential expire before it came', { call: 'payment_declined', end: 'nothing' }, () => ({
    expiresAt: 1,
  })),
  reads('pollutes prototypes through facts', {}, () => ({
    facts: JSON.parse(
      '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}',
    ) as object,
  })),
  {
    name: 'detects in its own time',
    payer: 'agent',
    expects: UNSEEN,
    bend: (rail) => ({ detect: async (request: RailRequest) => rail.detect(request) }),
  },
];
