import { randomBytes } from 'node:crypto';
import type { Block, ChainReader, Facilitator, Payment, TransactionReceipt } from '@railyard/rail-x402';

const USED = '0x98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5';
const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';

/** A facilitator that settles everything at once, and a chain that shows it. */
export function stubProvider(): { readonly facilitator: Facilitator; readonly chain: ChainReader } {
  const receipts = new Map<string, TransactionReceipt>();
  return {
    facilitator: {
      async settle(payment) {
        const transaction = `0x${randomBytes(32).toString('hex')}`;
        receipts.set(transaction, receiptOf(payment, blockNow()));
        const { network } = payment.accepted;
        return { success: true, transaction, network, payer: payment.payload.authorization.from };
      },
    },
    chain: {
      block: async () => blockNow(),
      async receipt(transaction) {
        const receipt = receipts.get(transaction) ?? null;
        receipts.delete(transaction); // or the process grows with every payment
        return receipt;
      },
      isUsed: unasked,
      balanceOf: unasked,
      events: unasked,
    },
  };
}

function unasked(): never {
  throw new Error('The stub of the chain knows blocks and receipts alone.');
}

function blockNow(): Block {
  return { number: 1, hash: `0x${'b1'.repeat(32)}`, timestamp: Math.floor(Date.now() / 1_000) };
}

/** What the token writes when it moves the money of an authorization. */
function receiptOf({ accepted, payload: { authorization } }: Payment, block: Block): TransactionReceipt {
  const { from, to, value, nonce } = authorization;
  const address = accepted.asset.toLowerCase();
  return {
    succeeded: true,
    block,
    logs: [
      { address, topics: [USED, word(from), nonce], data: '0x' },
      { address, topics: [TRANSFER, word(from), word(to)], data: word(`0x${BigInt(value).toString(16)}`) },
    ],
  };
}

function word(hex: string): string {
  return `0x${hex.slice(2).toLowerCase().padStart(64, '0')}`;
}
