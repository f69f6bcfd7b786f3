import type { RailSubject } from '@railyard/conformance';
import type { RailRequest } from '@railyard/core/rail';
import { type CardRailOptions, cardRail } from '../src/index.ts';
import { connector } from './connector.ts';
import { CARDHOLDER, issuing, SECRET_KEY, type Signed, WEBHOOK_SECRET } from './issuing.ts';
import { HOST, testMerchant } from './merchant.ts';

export const OPTIONS: CardRailOptions = {
  stripe: { secretKey: SECRET_KEY, cardholder: CARDHOLDER, webhookSecrets: [WEBHOOK_SECRET] },
  merchants: { seller_1: connector },
};

/** The rail over a local Stripe that issues cards, and a merchant. */
export const bench: RailSubject = ({ now }) => {
  const bank = issuing({ now });
  const merchant = testMerchant(bank);
  return {
    rail: () => cardRail(OPTIONS),
    answer: (request) =>
      new URL(request.url).host === HOST ? merchant.answer(request) : bank.answer(request),
    book: () => ({ charges: bank.charges(), refunds: bank.refunds() }),
    next(fate) {
      merchant.next = fate;
      return true;
    },
    finish: (end) => void merchant.finish(end),
    async webhooks() {
      for (const { number } of bank.cards()) await bank.capture(number);
      return (await bank.events()).map(ringOf);
    },
    secrets: () => [SECRET_KEY, WEBHOOK_SECRET, ...bank.cards().map(({ number }) => number)],
  };
};

/** A signed event as it reaches the platform. */
export function ringOf({ headers, body }: Signed): RailRequest {
  return { method: 'POST', url: 'https://shop.example/webhooks/card', headers, meta: {}, body };
}
