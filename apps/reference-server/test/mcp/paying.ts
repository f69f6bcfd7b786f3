import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { JsonObject } from '@railyard/core';
import type { LocalStripe } from '@railyard/sandbox';
import { McpClient } from 'mppx/mcp/client';
import { charge } from 'mppx/stripe/client';

/** Where a challenge is, in `_meta`. */
export const REQUIRED = 'org.paymentauth/payment-required';

export interface PayingClient {
  readonly payer: {
    callTool(call: {
      name: string;
      arguments: JsonObject;
      _meta?: Record<string, unknown>;
    }): Promise<McpClient.CallToolResult>;
  };
  /** The tokens that it has made. */
  readonly made: readonly string[];
}

/** The client with a wallet, as mppx makes it: its tokens are for these cards, the last of them over and over. */
export function payingClient(
  client: Client,
  stripe: LocalStripe,
  cards: readonly string[] = ['pm_card_visa'],
): PayingClient {
  const made: string[] = [];
  const createToken = async ({ amount }: { readonly amount: string }): Promise<string> => {
    const paymentMethod = cards[made.length] ?? cards.at(-1) ?? '';
    made.push(stripe.mint({ maxAmount: Number(amount), paymentMethod }));
    return made.at(-1) ?? '';
  };
  const methods = [charge({ paymentMethod: 'pm_1', createToken })] as const;
  return { payer: McpClient.wrap(client, { methods }), made };
}
