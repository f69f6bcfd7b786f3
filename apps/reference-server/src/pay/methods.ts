import { type Html, html } from './html.ts';
import { CARD, CHEVRON, COIN } from './icons.ts';

interface Method {
  readonly title: string;
  readonly hint: string;
  readonly icon: Html;
}

const METHODS: Readonly<Record<string, Method>> = {
  'card-via-stripe': { title: 'Card', hint: 'Credit or debit card, on Stripe', icon: CARD },
  'usdc-on-base': { title: 'USDC on Base', hint: 'From a crypto wallet, on Coinbase', icon: COIN },
};

const PROVIDERS: Readonly<Record<string, string>> = { 'stripe-checkout': 'Stripe', coinbase: 'Coinbase' };

/** Who is behind a rail's page; null for a rail that the page does not know. */
export function providerOf(rail: string): string | null {
  return PROVIDERS[rail] ?? null;
}

/** One button for each way to pay. The form goes to the page that it is on. */
export function methodForm(methods: readonly string[]): Html {
  return html`<form method="post" class="methods">${methods.map(methodButton)}</form>`;
}

function methodButton(name: string): Html {
  const { title, hint, icon } = METHODS[name] ?? {
    title: name,
    hint: 'On the provider’s own page',
    icon: COIN,
  };
  return html`<button name="method" value="${name}" class="method">
${icon}<span class="words"><span class="name">${title}</span><span class="hint">${hint}</span></span>${CHEVRON}
</button>`;
}
