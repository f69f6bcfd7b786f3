import { type OpenPage, type Outcome, toDecimal } from '@railyard/core';
import { toolResult } from '@railyard/core/mcp';
import type { TokenStatus } from '../buyer-token.ts';

/** What a checkout ended in, in words: what was got, and what to do next. */
export function checkoutWords(outcome: Outcome, tokenStatus: TokenStatus): string {
  return [wordsOf(outcome), ...(tokenStatus === 'invalid' ? [NOBODYS] : [])].join(' ');
}

const NOBODYS =
  'The buyer_token is nobody’s: no e-mail was filled in with it, and the order will not be listed for the buyer. The checkout goes on all the same.';

function wordsOf(outcome: Outcome): string {
  switch (outcome.type) {
    case 'page': {
      const { amount, currency } = outcome.purchase.total;
      return `${toDecimal({ amount, currency })} ${currency} is to be paid by the user. ${pageWords(outcome.page)}`;
    }
    case 'paid':
      return `${toldByCore(outcome)} Tell the user that it is bought, with the total and the order.`;
    case 'referred':
      return `${toldByCore(outcome)} Relay the disclaimer word for word. This is a referral, not a completed order.`;
    case 'challenge':
      return toldByCore(outcome);
  }
}

function pageWords({ url, methods, reference, expiresAt }: OpenPage): string {
  return [
    `Give them this link: ${url} (open until ${new Date(expiresAt).toISOString()}).`,
    ...(methods.length > 1
      ? [`They choose there how to pay: ${methods.map(methodWords).join(' or ')}.`]
      : []),
    `Then ask order_status with session_id "${reference}" every 5 seconds for some minutes while they pay; later, once they say that they have.`,
  ].join(' ');
}

const METHODS: Readonly<Record<string, string>> = {
  'usdc-on-base': 'USDC on Base',
  'card-via-stripe': 'a card',
};

function methodWords(name: string): string {
  return METHODS[name] ?? name;
}

function toldByCore(outcome: Outcome): string {
  return toolResult(outcome).content[0]?.text ?? '';
}
