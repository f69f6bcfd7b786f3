import { type Credential, RailError } from '@railyard/core/rail';
import type { RailSubject } from '../../../src/index.ts';
import { keyed, over, referring, ringing } from '../benches.ts';
import type { Plant } from '../plant.ts';

const SECRET = 'tells no secret, whatever goes wrong';

/** The referring fake with this key, which it puts into the address of its hand-off in this form. */
function handingOff(key: string, form: (key: string) => string): RailSubject {
  const url = `https://seller.example/?key=${form(key)}`;
  const subject = over(referring, () => ({ settle: async () => ({ state: 'referred', handoff: { url } }) }));
  return async (world) => ({ ...(await subject(world)), secrets: () => [key] });
}

/** What a payer presents on the keyed fake. */
function tokenOf(credential: Credential | null): string {
  return credential?.payload as string;
}

/** The keyed fake, whose errors in settle say this of the token. */
function failing(says: (token: string) => string): RailSubject {
  return over(keyed, (rail) => ({
    settle: async (purchase, credential, context) =>
      rail.settle(purchase, credential, context).catch(() => {
        throw new Error(`The provider did not answer ${says(tokenOf(credential))}.`);
      }),
  }));
}

/** Who tells a secret, and how. */
export const SECRETS: Readonly<Record<string, Plant>> = {
  'a hand-off has the key in its address': {
    breaks: SECRET,
    says: 'While nothing was wrong, the rail told a secret that begins with "sk_h": {"state":"referred","handoff":{"url":"https://seller.example/?key=[the secret]"}}',
    subject: handingOff('sk_hosted_CANARY', (key) => key),
  },
  'a hand-off has the key in its address, as addresses have it': {
    breaks: SECRET,
    says: 'the rail told a secret that begins with "sk+h", as in an address: {"state":"referred"',
    subject: handingOff('sk+hosted/CANARY=', encodeURIComponent),
  },
  'a hand-off has the key in its address, in the base64 of addresses': {
    breaks: SECRET,
    says: 'the rail told a secret that begins with "sk~~", in base64: {"state":"referred"',
    subject: handingOff('sk~~~>>>???', (key) => btoa(key).replaceAll('+', '-').replaceAll('/', '_')),
  },
  'a hand-off has a key of two lines in its address': {
    breaks: SECRET,
    says: 'the rail told a secret that begins with "sk_h": {"state":"referred"',
    subject: handingOff('sk_hosted\nCANARY', (key) => key),
  },
  'check refuses a token by its name': {
    breaks: SECRET,
    says: 'the rail told a secret that begins with "tok_": {"refused":"wrong_amount"',
    subject: over(keyed, () => ({
      check: async ({ total }, credential) =>
        total.amount === 4_999
          ? null
          : { refused: 'wrong_amount', message: `The token ${tokenOf(credential)} is for another amount.` },
    })),
  },
  'check refuses a token by its name once it is old': {
    breaks: SECRET,
    says: 'the rail told a secret that begins with "tok_": {"refused":"too_old"',
    subject: over(keyed, () => {
      const start = 1_900_000_000_000;
      return {
        check: async (_, credential, context) =>
          context.now() < start + 3_600_000
            ? null
            : { refused: 'too_old', message: `The token ${tokenOf(credential)} is too old.` },
      };
    }),
  },
  'check throws with the token': {
    breaks: SECRET,
    says: 'the rail told a secret that begins with "tok_": TypeError',
    subject: over(keyed, () => ({
      async check({ total }, credential) {
        if (total.currency !== 'usd') throw new TypeError(`No such account: ${tokenOf(credential)}.`);
        return null;
      },
    })),
  },
  'accepts refuses with the key': {
    breaks: SECRET,
    says: 'the rail told a secret that begins with "sk_h": {"refused":"no_account"',
    subject: over(referring, () => ({
      accepts: ({ total }) =>
        total.currency === 'usd' || total.currency === 'jpy'
          ? null
          : { refused: 'no_account', message: 'The account of sk_hosted_CANARY takes dollars and yen.' },
    })),
  },
  'a mode is refused with the key': {
    breaks: SECRET,
    says: 'the rail told a secret that begins with "sk_h": "The key [the secret] is for tests."',
    subject: over(referring, () => ({
      refuses: (mode) => (mode === 'live' ? 'The key sk_hosted_CANARY is for tests.' : null),
    })),
  },
  'a forged webhook is refused with the key that it should be signed with': {
    breaks: SECRET,
    says: 'the rail told a secret that begins with "whse": RailError',
    subject: over(ringing, (rail) => ({
      async webhook(request, context) {
        if (request.body.length === 0) {
          throw new RailError('invalid_signature', 'The provider has not signed this with whsec_CANARY.');
        }
        return rail.webhook?.(request, context) ?? null;
      },
    })),
  },
  'an error names the token as the name of a user': {
    breaks: SECRET,
    says: 'the rail told a secret that begins with "tok_", in base64: Error',
    subject: failing((token) => `Basic ${btoa(`${token}:`)}`),
  },
  'an error names the token as a password': {
    breaks: SECRET,
    says: 'the rail told a secret that begins with "tok_", in base64: Error',
    subject: failing((token) => `Basic ${btoa(`a:${token}:`)}`),
  },
  'an error names the token as the password of a user with a longer name': {
    breaks: SECRET,
    says: 'the rail told a secret that begins with "tok_", in base64: Error',
    subject: failing((token) => `Basic ${btoa(`:${token}`)}`),
  },
};
