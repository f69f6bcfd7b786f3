import type { Fate, RailBook, RailSubject } from '@railyard/conformance';
import { type Money, parseDecimal, type RailRequest } from '@railyard/core/rail';
import { type CheckoutAction, type LocalCoinbase, localCoinbase } from '@railyard/sandbox';
import { type CoinbaseOptions, coinbase } from '../src/index.ts';
import { OPTIONS } from './mount.ts';

/** Which of its API keys the rail is given. */
export type Algorithm = 'EdDSA' | 'ES256';

const ACTIONS: Readonly<Record<Exclude<Fate, 'short'>, CheckoutAction>> = {
  paid: 'pay',
  declined: 'fail',
  pending: 'dawdle',
};

/** The rail over a local Coinbase. */
export function bench(algorithm: Algorithm, options: Partial<CoinbaseOptions> = {}): RailSubject {
  return ({ now }) => {
    const local = localCoinbase({ now, seed: 'bench', sleep: async () => {} });
    const { facts } = local;
    const { keyId, keySecret } = algorithm === 'EdDSA' ? facts : facts.ecKey;
    local.listen('https://shop.example/webhooks/coinbase');
    const given = { ...OPTIONS, keyId, keySecret, webhookSecrets: [facts.webhookSecret], ...options };
    return {
      rail: () => coinbase(given),
      answer: (request) => local.fetch(request),
      book: () => bookOf(local),
      pay(page, fate) {
        const isOpen = local.checkouts().some(({ id, status }) => id === page && status === 'ACTIVE');
        if (!isOpen || fate === 'short') return false; // a checkout is paid whole or not at all
        local.visit(page, ACTIONS[fate]);
        return true;
      },
      finish(end) {
        const held = local.checkouts().filter(({ status }) => status === 'PROCESSING');
        for (const { id } of held) local.visit(id, end === 'paid' ? 'confirm' : 'fail');
      },
      passed() {
        const pending = refundsOf(local).filter(({ status }) => status === 'PENDING');
        for (const { id } of pending) local.finishRefund(id, 'completed');
      },
      webhooks: () => webhooksOf(local),
      secrets: () => [keySecret, facts.webhookSecret],
    };
  };
}

function refundsOf(local: LocalCoinbase) {
  return local.checkouts().flatMap(({ refunds = [] }) => refunds);
}

function bookOf(local: LocalCoinbase): RailBook {
  const checkouts = local.checkouts();
  const taken = checkouts.flatMap(({ settlement }) => (settlement ? [settlement.totalAmount] : []));
  const back = refundsOf(local).filter(({ status }) => status !== 'FAILED');
  return {
    charges: taken.map(moneyOf),
    refunds: back.map(({ amount }) => moneyOf(amount)),
    pages: checkouts.map(({ id }) => id),
  };
}

function moneyOf(amount: string): Money {
  return parseDecimal(amount, 'usd');
}

/** All that Coinbase rings about by now. */
async function webhooksOf(local: LocalCoinbase): Promise<readonly RailRequest[]> {
  const requests: RailRequest[] = [];
  await local.deliver(async (request) => {
    const { method, url, headers } = request;
    const body = new Uint8Array(await request.arrayBuffer());
    requests.push({ method, url, headers: Object.fromEntries(headers), meta: {}, body });
    return new Response();
  });
  return requests;
}
