import { type Challenge, type ChallengeContext, frozen, type Purchase, toDecimal } from '@railyard/core/rail';
import type { Settings } from './options.ts';
import { requirementOf } from './terms.ts';
import { shortened } from './wire/bounds.ts';
import { encodeChallenge, encodeToolChallenge } from './wire/challenge.ts';

/** Every unpaid request is answered with a challenge, and most of them are for the same few things. */
const MOST_KEPT = 500;

/** Makes challenges, and one alone for the same amount and address. */
export function createChallenge(
  settings: Settings,
): (purchase: Purchase, context: Pick<ChallengeContext, 'resource' | 'request'>) => Challenge {
  const { network, realm, description } = settings;
  const summary = description === undefined ? undefined : shortened(description);
  const kept = new Map<string, Challenge>();

  return (purchase, { resource, request }) => {
    const { amount, currency } = purchase.total;
    const key = `${amount} ${currency} ${resource}`;
    const isTool = isCall(request.method);
    const known = isTool ? undefined : kept.get(key);
    if (known) return known;

    const requirement = requirementOf(settings, purchase);
    const text = { resource, realm, description, summary, amount: toDecimal(purchase.total), network };
    if (isTool) return encodeToolChallenge(requirement, text);
    const challenge = frozen(encodeChallenge(requirement, text));
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key, challenge);
    return challenge;
  };
}

/** Whether a request came over MCP, whose methods are such as `tools/call`: it knows no headers, and HTTP no slash here. */
function isCall(method: string): boolean {
  return method.includes('/');
}
