import type { RailRequest } from '@railyard/core/rail';
import type { RailSubject } from '../../../src/index.ts';
import { keyed, nonce, over } from '../benches.ts';
import { counter, type Plant } from '../plant.ts';

const CLAIMS = "claims no other rail's credential";

/** The keyed fake, which takes this for a token of its own that cannot be read. */
function claiming(isClaimed: (request: RailRequest) => boolean): RailSubject {
  return over(keyed, (rail) => ({
    detect: (request) =>
      isClaimed(request) ? { refused: 'no_token', message: 'This is no token.' } : rail.detect(request),
  }));
}

/** What can be wrong with how a rail reads. */
export const DETECT: Readonly<Record<string, Plant>> = {
  'detect parses whatever looks like JSON': {
    breaks: 'reads whatever bytes come without throwing',
    says: 'detect, given {"headers":{"x-keyed-token":"{"},"meta":{}}, threw: SyntaxError',
    subject: over(keyed, (rail) => ({
      detect(request) {
        const text = request.headers['x-keyed-token'] ?? '';
        if (text.startsWith('{')) JSON.parse(text);
        return rail.detect(request);
      },
    })),
  },
  'detect counts': {
    breaks: 'reads the same bytes in the same way, in every process',
    says: 'did not always find the same',
    subject: over(keyed, (rail) => {
      const next = counter();
      return {
        detect(request) {
          const found = rail.detect(request);
          return found && 'facts' in found ? { ...found, facts: { seen: `${next()}` } } : found;
        },
      };
    }),
  },
  "detect takes the platform's own key for a payment": {
    breaks: CLAIMS,
    says: 'claims {"headers":{"authorization":"Bearer sk_of_the_platform"}',
    subject: claiming(({ headers }) => headers.authorization?.startsWith('Bearer') === true),
  },
  'detect takes any payment of x402 for its own': {
    breaks: CLAIMS,
    says: 'claims {"headers":{"payment-signature":"eyJ4NDAyVmVyc2lvbiI6Mi',
    subject: claiming(({ headers }) => headers['payment-signature'] !== undefined),
  },
  'detect takes any payment of the first x402 for its own': {
    breaks: CLAIMS,
    says: 'claims {"headers":{"x-payment":"eyJ4NDAyVmVyc2lvbiI6MS',
    subject: claiming(({ headers }) => headers['x-payment'] !== undefined),
  },
  'detect takes any payment of x402 over MCP for its own': {
    breaks: CLAIMS,
    says: 'claims {"headers":{},"meta":{"x402/payment":{"x402Version":2',
    subject: claiming(({ meta }) => meta['x402/payment'] !== undefined),
  },
  'detect takes any Payment for its own': {
    breaks: CLAIMS,
    says: 'claims {"headers":{"authorization":"Payment eyJ',
    subject: claiming(({ headers }) => headers.authorization?.startsWith('Payment') === true),
  },
  'detect takes any Payment over MCP for its own': {
    breaks: CLAIMS,
    says: 'claims {"headers":{},"meta":{"org.paymentauth/credential":{"challenge"',
    subject: claiming(({ meta }) => meta['org.paymentauth/credential'] !== undefined),
  },
  'a fingerprint is made of the bytes of the header': {
    breaks: 'gives all spellings of a credential one fingerprint, which begins with its kind',
    says: 'One credential has two fingerprints: "nonce:ab12.c0ffee1',
    subject: over(nonce, (rail) => ({
      detect(request) {
        const found = rail.detect(request);
        return found && 'facts' in found
          ? { ...found, fingerprint: `nonce:${request.headers['x-nonce']?.split('.', 2).join('.')}` }
          : found;
      },
    })),
  },
  'a fingerprint holds the deadline': {
    breaks: 'gives what consumes the same one fingerprint',
    says: 'Two credentials that consume the same have two fingerprints: "nonce:ab12:c0ffee1:19',
    subject: over(nonce, (rail) => ({
      detect(request) {
        const found = rail.detect(request);
        return found && 'facts' in found
          ? { ...found, fingerprint: `${found.fingerprint}:${found.expiresAt}` }
          : found;
      },
    })),
  },
  'a fact is a number': {
    breaks: 'finds credentials that can be stored',
    says: 'The fact "amount" of a credential is no text',
    subject: over(keyed, (rail) => ({
      detect(request) {
        const found = rail.detect(request);
        return found && 'facts' in found ? { ...found, facts: { amount: 1 as never } } : found;
      },
    })),
  },
};
