import { localCoinbase, localShop, localStripe, type SandboxFacts } from '@railyard/sandbox';

const stripe = localStripe({ seed: 'facts' });

/** What a sandbox would tell that nobody can reach. */
export const FACTS: SandboxFacts = {
  chain: {
    rpcUrl: 'http://127.0.0.1:1',
    anvilUrl: 'http://127.0.0.1:3',
    chainId: 84532,
    usdc: '0x01',
    instance: '0x02',
  },
  facilitatorUrl: 'http://127.0.0.1:2',
  circleUrl: 'http://127.0.0.1:2/circle',
  faultsUrl: 'http://127.0.0.1:2/faults',
  stripe: { url: 'http://127.0.0.1:2', ...stripe.facts },
  coinbase: localCoinbase({ seed: 'facts' }).facts,
  shop: localShop({ acquirer: stripe.issuing.acquirer, seed: 'facts' }).facts,
  payer: { address: '0x03', privateKey: '0x04' },
  merchant: { address: '0x05', privateKey: '0x06' },
};
