import { RailError } from '@railyard/core';
import { checkPace, counted } from '../../buyers/counting.ts';
import { BY_KEY } from '../../buyers/pace.ts';
import type { Merchant } from '../../merchants/merchant.ts';
import { codeSent, keepCodeSent, paceKey } from './records.ts';
import { askAt, buyerOf, type Shopper, type Surface } from './surface.ts';

/** Has the merchant mail a code to whoever has the account that shall be bought with. */
export async function sendCode(
  surface: Surface,
  shopper: Shopper,
  merchant: Merchant,
  email: string,
): Promise<void> {
  await countOne(surface, shopper, 'code');
  const sent = await askAt(surface, shopper, merchant, (counter, call) => counter.sendCode(email, call));
  await keepCodeSent(surface, shopper, merchant.slug, sent);
}

/** Links the account that a code opens. Throws `invalid_otp`, and `rate_limited` for who only guesses. */
export async function confirmCode(
  surface: Surface,
  shopper: Shopper,
  merchant: Merchant,
  code: string,
): Promise<void> {
  const sent = await codeSent(surface, shopper, merchant.slug);
  if (sent === null) throw noSuchCode();
  await countOne(surface, shopper, 'guess');
  const account = await askAt(surface, shopper, merchant, (counter, call) =>
    counter.confirm(sent, code, call),
  );
  if (!account) throw noSuchCode();
  await surface.merchants.accounts.link(buyerOf(shopper), merchant.slug, account);
}

/** Counts before the merchant is asked, so that many at once are no more than one after the other. */
async function countOne({ store }: Surface, shopper: Shopper, what: 'code' | 'guess'): Promise<void> {
  await store.update([paceKey(shopper, what)], ([row], now) => {
    checkPace(row, BY_KEY, now);
    return { rows: [counted(shopper.tenant, row, BY_KEY, now)], result: null };
  });
}

function noSuchCode(): RailError {
  return new RailError('invalid_otp', 'That is not the code, or it is no longer good.', {
    nextAction: 'Ask the user to read it again, or have another one sent with buy_link_merchant.',
  });
}
