import { z } from '@hono/zod-openapi';
import { RailError } from '@railyard/core';
import { addressOutput, shapeAddress } from '../../address.ts';
import { canonicalEmail, emailInput } from '../../buyers/email.ts';
import { line, text } from '../../text.ts';
import { buyerOf } from './buyer-token.ts';
import { operation } from './operation.ts';
import { type Calling, ownerOf } from './surface.ts';

const email = emailInput.openapi({ format: 'email', example: 'ann@example.com' });
/** A token that is needed, so that one which is nobody's is an error. */
export const tokenInput = text(200).describe('The token that verifying the buyer gave you.');

const sentOutput = z
  .object({ verification_required: z.literal(true), buyer_profile_id: z.string() })
  .openapi('CodeSent');

const NEXT =
  'The answer is the same for a new buyer and a known one. Next, ask the buyer for the six-digit code in their mail, and verify it.';

export const registerBuyer = operation({
  name: 'register_buyer',
  title: 'Register a buyer',
  description: `Mails a code to a buyer who wants their name, address and orders kept. Ask for name and e-mail in plain words. Nobody needs this to buy something. ${NEXT}`,
  input: z
    .strictObject({ email, name: line(200).describe('The name of the buyer.') })
    .openapi('RegisterBuyer'),
  output: sentOutput,
  scope: 'buyer:write',
  async run({ buyers }, calling, asked) {
    checkMailbox(calling, asked);
    const sent = await buyers.sendCode({
      ...ownerOf(calling),
      ...asked,
      operation: 'buyer.register',
      key: calling.key,
      kind: 'code',
    });
    return shapeSent(sent);
  },
});

export const requestBuyerCode = operation({
  name: 'request_buyer_code',
  title: 'Have a code mailed to a buyer',
  description: `Mails a new code to a buyer, when theirs is lost or no longer good. It does so for any address, also for one that nobody has registered. ${NEXT}`,
  input: z.strictObject({ email }).openapi('RequestBuyerCode'),
  output: sentOutput,
  scope: 'buyer:write',
  async run({ buyers }, calling, asked) {
    checkMailbox(calling, asked);
    const sent = await buyers.sendCode({
      ...ownerOf(calling),
      ...asked,
      name: null,
      operation: 'buyer.request_code',
      key: calling.key,
      kind: 'code',
    });
    return shapeSent(sent);
  },
});

export const verifyBuyer = operation({
  name: 'verify_buyer',
  title: 'Verify a buyer',
  description:
    'Gives a token (kfb_test_… in test mode, kfb_live_… in live mode) for the code that was mailed to the buyer. Keep the token for their next purchases, pass it as buyer_token, and show it to nobody. A code is good once, for ten minutes and five tries.',
  input: z
    .strictObject({
      email,
      code: z
        .string()
        .regex(/^\d{6}$/, 'Send the six digits of the code.')
        .describe('The newest code that was mailed.'),
    })
    .openapi('VerifyBuyer'),
  output: z.object({ buyer_token: z.string(), buyer_profile_id: z.string() }).openapi('VerifiedBuyer'),
  scope: 'buyer:write',
  async run({ buyers }, calling, shown) {
    checkMailbox(calling, shown);
    const { token, buyer, replayed } = await buyers.verify({
      ...ownerOf(calling),
      ...shown,
      operation: 'buyer.verify',
      key: calling.key,
    });
    return { body: { buyer_token: token, buyer_profile_id: buyer }, replayed };
  },
});

export const getBuyerProfile = operation({
  name: 'get_buyer_profile',
  title: 'Read a buyer’s profile',
  description:
    'The saved name and address of a buyer. The address is that of their latest checkout with a token; ask the buyer whether it still holds before you send something there.',
  input: z.strictObject({ buyer_token: tokenInput }).openapi('GetBuyerProfile'),
  output: z
    .object({
      buyer_profile_id: z.string(),
      email: z.string(),
      name: z.string().nullable(),
      shipping_address: z.union([addressOutput, z.null()]),
    })
    .openapi('BuyerProfile'),
  scope: 'checkout:read',
  async run(surface, calling, { buyer_token }) {
    const { id, email: saved, name, address } = await buyerOf(surface, calling, buyer_token);
    const shown = {
      buyer_profile_id: id,
      email: saved,
      name,
      shipping_address: address && shapeAddress(address),
    };
    return { body: shown, replayed: false };
  },
});

/**
 * Throws `validation` where a person's client asks about somebody else. Anybody can sign in, so that it could mail and
 * guess without the bounds that an API key has.
 */
function checkMailbox({ caller }: Calling, asked: { readonly email: string }): void {
  if (caller.email === undefined || canonicalEmail(caller.email) === canonicalEmail(asked.email)) return;
  throw new RailError('validation', 'This access token is for the e-mail of who signed in, and no other.', {
    details: { fields: { email: 'Not the one of who signed in.' } },
    nextAction: 'Use the e-mail with which the person has signed in, or check out without a buyer token.',
  });
}

function shapeSent({ buyer, replayed }: { readonly buyer: string; readonly replayed: boolean }) {
  return { body: { verification_required: true as const, buyer_profile_id: buyer }, replayed };
}
