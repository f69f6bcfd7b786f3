import { join } from 'node:path';
import type { Shot } from '../../../bench/src/load.ts';
import { paymentFor, requirementIn } from '../../../bench/src/wallet.ts';
import type { Client } from '../clients/client.ts';
import { mppxCard, mppxWallet } from '../clients/mppx.ts';
import { x402Wallet } from '../clients/x402.ts';

/** A server that is measured, and what pays it. */
export interface Measured {
  readonly id: string;
  readonly label: string;
  readonly module: string;
  /** Headers of so many payments for what it asks. */
  payments(address: string, count: number): Promise<readonly Shot['headers'][]>;
}

/** One kind of request. */
export interface Case {
  readonly name: string;
  readonly server: Measured;
  readonly status: number;
  /** Requests in a batch. */
  readonly count: number;
  load(address: string): Promise<readonly Shot[]>;
}

const SERVERS = join(import.meta.dirname, '../servers');
const KEY = `0x${'11'.repeat(32)}` as const;
/** A server that remembers nothing takes the same payments again and again. */
const FEW = 64;

const hello: Measured = {
  id: 'hello',
  label: 'hello',
  module: join(import.meta.dirname, 'hello.ts'),
  payments: async () => [],
};

const MEASURED: readonly Measured[] = [
  { id: 'railyard', label: 'Railyard `guard`, x402', module: join(SERVERS, 'railyard.ts'), payments: fresh },
  {
    id: 'x402_hono',
    label: '@x402/hono',
    module: join(SERVERS, 'x402-hono.ts'),
    payments: repeated(x402Wallet(KEY)),
  },
  {
    id: 'mppx_evm',
    label: 'mppx `evm`',
    module: join(SERVERS, 'mppx-evm.ts'),
    payments: repeated(mppxWallet(KEY)),
  },
  {
    id: 'mppx_stripe',
    label: 'mppx `stripe`',
    module: join(SERVERS, 'mppx-stripe.ts'),
    payments: repeated(mppxCard(() => 'spt_1')),
  },
];

export const SERVED: readonly Measured[] = [hello, ...MEASURED];

export const HELLO: Case = {
  name: 'hello',
  server: hello,
  status: 200,
  count: 20_000,
  load: async () => Array.from({ length: 20_000 }, () => order({})),
};

export const CASES: readonly Case[] = MEASURED.flatMap((server): Case[] => [
  {
    name: `402, ${server.label}`,
    server,
    status: 402,
    count: 6_000,
    load: async () => Array.from({ length: 6_000 }, () => order({})),
  },
  {
    name: `settle, ${server.label}`,
    server,
    status: 200,
    count: 3_000,
    load: async (address) => (await server.payments(address, 3_000)).map(order),
  },
]);

function order(headers: Shot['headers']): Shot {
  return { method: 'POST', path: '/orders/chair', headers };
}

/** Payments that were never used, because a used one would be a replay. */
async function fresh(address: string, count: number): Promise<readonly Shot['headers'][]> {
  const asked = requirementIn(await challenge(address));
  return Array.from({ length: count }, () => ({ 'payment-signature': paymentFor(asked) }));
}

function repeated(client: Client): Measured['payments'] {
  return async (address, count) => {
    const signed: Shot['headers'][] = [];
    while (signed.length < FEW) signed.push((await client.sign(await challenge(address))).headers);
    return Array.from({ length: count }, (_, index) => signed[index % FEW] ?? {});
  };
}

function challenge(address: string): Promise<Response> {
  return fetch(`${address}/orders/chair`, { method: 'POST' });
}
