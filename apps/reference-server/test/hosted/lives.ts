import type { CheckoutAction, PageAction } from '@railyard/sandbox';
import type { HostedRail } from './page.ts';
import type { HostedShop } from './shop.ts';

/** What happens to a page that is open, at its provider. */
export type Act = (shop: HostedShop, session: string) => Promise<void> | void;

/** What becomes of a page, act by act, and what has to be told of it in the end. */
export interface Life {
  readonly rail: HostedRail;
  readonly acts: readonly Act[];
  readonly status: 'paid' | 'unpaid';
  /** Types of the events that the platform gets. */
  readonly events: readonly string[];
}

const DAY = 86_400_000;

const buyer =
  (action: PageAction): Act =>
  ({ stripe }, session) =>
    void stripe.visit(session, action);

const bank =
  (outcome: 'succeeded' | 'failed'): Act =>
  ({ stripe }) =>
    stripe.finish(stripe.intents()[0]?.id ?? '', outcome);

const holder =
  (action: CheckoutAction): Act =>
  ({ coinbase }, session) =>
    void coinbase.visit(session, action);

const nobody: Act = ({ advance }) => advance(DAY);

const dispute: Act = ({ stripe }) => void stripe.dispute(stripe.intents()[0]?.id ?? '');

/** Somebody gives the money back on Stripe's own dashboard. */
const refundByHand: Act = async ({ stripe }) => {
  const { secretKey, version } = stripe.facts;
  const answer = await stripe.fetch('https://api.stripe.com/v1/refunds', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${secretKey}`,
      'stripe-version': version,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: `payment_intent=${stripe.intents()[0]?.id}`,
  });
  if (!answer.ok) throw new Error(await answer.text());
};

const PAID = { status: 'paid', events: ['order.paid'] } as const;
const UNPAID = { status: 'unpaid', events: [] } as const;
const ALARMED = { status: 'paid', events: ['order.paid', 'payment.alarm'] } as const;

const STRIPE: Readonly<Record<string, Omit<Life, 'rail'>>> = {
  'paid at once': { acts: [buyer('pay')], ...PAID },
  'paid after a card was declined': { acts: [buyer('decline'), buyer('pay')], ...PAID },
  'paid after the bank had asked': { acts: [buyer('challenge'), buyer('authenticate')], ...PAID },
  'paid by bank debit, in the end': { acts: [buyer('debit'), bank('succeeded')], ...PAID },
  'refused by the bank, in the end': { acts: [buyer('debit'), bank('failed')], ...UNPAID },
  'left until it expired': { acts: [nobody], ...UNPAID },
  'left until it expired, after a card was declined': { acts: [buyer('decline'), nobody], ...UNPAID },
  'paid after it had expired': { acts: [nobody, buyer('pay_late')], ...PAID },
  'paid and disputed': { acts: [buyer('pay'), dispute], ...ALARMED },
  'paid and refunded by hand': { acts: [buyer('pay'), refundByHand], ...ALARMED },
};

const COINBASE: Readonly<Record<string, Omit<Life, 'rail'>>> = {
  'paid at once': { acts: [holder('pay')], ...PAID },
  'paid when the network had taken its time': { acts: [holder('dawdle'), holder('confirm')], ...PAID },
  'paid in vain': { acts: [holder('dawdle'), holder('fail')], ...UNPAID },
  'left until it expired': { acts: [nobody], ...UNPAID },
  'paid after it had expired': { acts: [nobody, holder('pay_late')], ...PAID },
  'paid after it had failed': { acts: [holder('fail'), holder('dawdle_late'), holder('confirm')], ...PAID },
};

/** Lives of pages, each with a name that follows "that was". */
export const LIVES: readonly (readonly [name: string, life: Life])[] = [
  ...Object.entries(STRIPE).map(
    ([name, life]) => [`of Stripe that was ${name}`, { rail: 'stripe-checkout', ...life }] as const,
  ),
  ...Object.entries(COINBASE).map(
    ([name, life]) => [`of Coinbase that was ${name}`, { rail: 'coinbase', ...life }] as const,
  ),
];
