import { randomBytes } from 'node:crypto';

/** As much of Stripe as a payment by token asks, in this process; every token is good and every charge succeeds. */
export const stubStripe: typeof fetch = async (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  if (url.pathname.startsWith('/v1/shared_payment/granted_tokens/')) return Response.json(TOKEN);
  if (url.pathname === '/v1/payment_intents')
    return Response.json(intentOf(typeof init?.body === 'string' ? init.body : ''));
  throw new Error(`The stub of Stripe does not know ${url.pathname}.`);
};

const TOKEN = {
  object: 'shared_payment.granted_token',
  deactivated_at: null,
  deactivated_reason: null,
  usage_limits: { currency: 'usd', max_amount: 1_000_000, expires_at: 4_102_444_800 },
  usage_details: { amount_captured: { currency: 'usd', value: 0 } },
};

function intentOf(form: string): object {
  const asked = new URLSearchParams(form);
  const metadata = [...asked].flatMap(([name, value]): (readonly [string, string])[] => {
    const [, key] = /^metadata\[(\w+)\]$/.exec(name) ?? [];
    return key === undefined ? [] : [[key, value]];
  });
  const amount = Number(asked.get('amount'));
  return {
    id: `pi_${randomBytes(12).toString('hex')}`,
    object: 'payment_intent',
    status: 'succeeded',
    amount,
    amount_received: amount,
    currency: asked.get('currency'),
    created: Math.floor(Date.now() / 1_000),
    metadata: Object.fromEntries(metadata),
    last_payment_error: null,
  };
}
