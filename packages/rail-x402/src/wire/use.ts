import type { TransactionReceipt } from './node.ts';
import type { Expected } from './payment.ts';
import { AUTHORIZATION_USED, TRANSFER, word } from './token.ts';

/** What a transaction did with an authorization: paid as expected, something else, or null for nothing. */
export function useIn(
  { succeeded, logs }: TransactionReceipt,
  expected: Expected,
): 'paid' | 'otherwise' | null {
  if (!succeeded) return null;
  const used = [AUTHORIZATION_USED, word(expected.payer), expected.nonce];
  const at = logs.findIndex(({ address, topics }) => address === expected.token && isSame(topics, used));
  if (at === -1) return null;

  // The token writes its transfer right after the use. Any other transfer of the same transaction, even one of the
  // same amount to the same payee, belongs to another authorization and pays for something else.
  const transfer = logs[at + 1];
  const paid =
    transfer?.address === expected.token &&
    isSame(transfer.topics, [TRANSFER, word(expected.payer), word(expected.payTo)]) &&
    transfer.data.length === 66 &&
    BigInt(transfer.data) === expected.value;
  return paid ? 'paid' : 'otherwise';
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((topic, index) => topic === other[index]);
}
