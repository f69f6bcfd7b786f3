import type { RailError } from '../errors.ts';
import { type Money, toDecimal } from '../money.ts';
import type { ChallengeOutcome, OpenPage, Outcome } from '../outcome.ts';

const SAME_KEY = 'Reuse the same key on every retry of this purchase.';

/** An outcome in words that a language model can act on. */
export function textOf(outcome: Outcome): string {
  switch (outcome.type) {
    case 'paid': {
      const { id, rail, total } = outcome.order;
      return `Paid: ${shown(total)} on the rail "${rail}". The order is ${id}. There is nothing left to pay.`;
    }
    case 'challenge':
      return challenge(outcome);
    case 'page':
      return `${shown(outcome.purchase.total)} is to be paid by a person. ${page(outcome.page)} ${SAME_KEY}`;
    case 'referred':
      return [
        `Nothing was paid here: the seller sells this, for ${shown(outcome.purchase.total)}, on a site of their own.`,
        'Show the buyer what stands in "handoff".',
      ].join(' ');
  }
}

/** An error in words that a language model can act on. */
export function textOfError({ message, extras: { nextAction, retryAfter } }: RailError): string {
  const wait = retryAfter === undefined ? [] : [`Wait ${retryAfter} s first.`];
  return [message, ...instead(nextAction), ...wait].join(' ');
}

function challenge(outcome: ChallengeOutcome): string {
  const { purchase, error, page: open } = outcome;
  return [
    `${shown(purchase.total)} is to be paid, and no money has moved for it.`,
    error.message,
    ...instead(error.extras.nextAction),
    ...outcome.challenges.map(offerWords),
    'Call this tool again with the same arguments and the payment in _meta.',
    ...(open ? [page(open)] : []),
    SAME_KEY,
  ].join(' ');
}

/** How a rail is paid; its terms are among the members. */
function offerWords({ rail, challenge: { offer } }: ChallengeOutcome['challenges'][number]): string {
  const how = typeof offer.how === 'string' ? offer.how : 'As "offers" says.';
  return `On the rail "${rail}": ${how}`;
}

function page({ url, methods, expiresAt }: OpenPage): string {
  const by = methods.length === 0 ? '' : ` by ${methods.join(' or ')}`;
  return [
    `A person can pay${by} at ${url} until ${new Date(expiresAt).toISOString()}.`,
    'Give them this link, and call this tool again to learn whether they have paid.',
  ].join(' ');
}

function instead(nextAction: string | undefined): readonly string[] {
  return nextAction === undefined ? [] : [nextAction];
}

/** The amount as people write it, so that nobody takes cents for dollars. */
function shown(total: Money): string {
  return `${toDecimal(total)} ${total.currency}`;
}
