import { READS, SETS, told } from '../../../../tools/result.ts';
import { sagaInput } from '../../saga/ask.ts';
import { retryCheckout } from '../../saga/retry.ts';
import { createSession } from '../../saga/session.ts';
import { listOptions, selectInput, selectShipping } from '../../saga/shipping.ts';
import { startCheckout, startInput } from '../../saga/start.ts';
import { listCheckouts, listInput, readStatus } from '../../saga/status.ts';
import type { SagaView } from '../../saga/view.ts';
import { tool } from '../tool.ts';
import { sagaWords } from '../words.ts';

const PAYS = { ...SETS, openWorldHint: true };

export const checkoutStartTool = tool({
  name: 'checkout_start',
  title: 'Begin a checkout',
  description:
    'Begins the checkout of a cart and sets its goods aside for half an hour. Collect the shipping address first; only a cart of digital products needs none. The answer has the sagaId, with the status pending. Next: checkout_shipping_options if the customer wants to choose, then checkout_create_payment_session. Leave out paymentMethodId: it charges a test card at once, and works for test money alone. Again for the same cart: the same checkout.',
  input: startInput,
  annotations: PAYS,
  run: async (surface, calling, input) => shown(await startCheckout(surface, calling, input)),
});

export const shippingOptionsTool = tool({
  name: 'checkout_shipping_options',
  title: 'List the ways to deliver',
  description:
    'Lists the carriers and services that deliver to the address of the checkout, with prices in minor units of currency and days. An empty list: there is nothing to choose. Choosing is optional: the one with isDefault applies without it.',
  input: sagaInput,
  annotations: READS,
  async run(surface, calling, input) {
    const found = await listOptions(surface, calling, input);
    const words =
      found.options.length === 0
        ? 'There is nothing to choose. Next: checkout_create_payment_session.'
        : 'Let the customer choose. Next: checkout_select_shipping, or leave it at the default.';
    return told(words, found);
  },
});

export const selectShippingTool = tool({
  name: 'checkout_select_shipping',
  title: 'Choose a way to deliver',
  description:
    'Chooses how the order is delivered, and recalculates the total. Works as often as the customer likes until they have paid. A payment page that is open is closed by the change: make a new one with checkout_create_payment_session.',
  input: selectInput,
  annotations: SETS,
  run: async (surface, calling, input) => shown(await selectShipping(surface, calling, input)),
});

export const createPaymentSessionTool = tool({
  name: 'checkout_create_payment_session',
  title: 'Open the page where the customer pays',
  description:
    'Opens a page of Stripe Checkout and answers with its paymentUrl and the status payment_pending. Show the customer the link, send them there or embed it. They type in their card there, and nowhere else; whatever else the seller’s Stripe account takes can be used too, and Stripe asks for 3-D Secure where it is needed. The page works once and ends after about a day; then call this again for another one. Afterwards ask checkout_status until it is completed.',
  input: sagaInput,
  annotations: PAYS,
  run: async (surface, calling, input) => shown(await createSession(surface, calling, input)),
});

export const checkoutStatusTool = tool({
  name: 'checkout_status',
  title: 'Ask where a checkout stands',
  description:
    'Tells where a checkout stands, and asks Stripe where that is not certain, so that it knows of a payment even when no webhook has come. Ask every 5 seconds after the customer was given the link. error.retryable tells whether checkout_retry can help.',
  input: sagaInput,
  annotations: { ...READS, openWorldHint: true },
  run: async (surface, calling, input) => shown(await readStatus(surface, calling, input)),
});

export const checkoutRetryTool = tool({
  name: 'checkout_retry',
  title: 'Begin a failed checkout anew',
  description:
    'Begins a checkout anew that is failed or compensated, from the first step on. Works where its error is retryable: INVENTORY_SERVICE_ERROR, PAYMENT_SERVICE_ERROR, ORDER_SERVICE_ERROR, SAGA_TIMEOUT.',
  input: sagaInput,
  annotations: SETS,
  run: async (surface, calling, input) => shown(await retryCheckout(surface, calling, input)),
});

export const checkoutListTool = tool({
  name: 'checkout_list',
  title: 'List checkouts',
  description:
    'Lists the latest 50 checkouts of the user, of all or of one status, the newest first, by what is recorded. Those that were abandoned are payment_pending.',
  input: listInput,
  annotations: READS,
  async run(surface, calling, input) {
    const found = await listCheckouts(surface, calling, input);
    return told(`${found.checkouts.length} found. For what is certain now: checkout_status.`, found);
  },
});

function shown(view: SagaView) {
  return told(sagaWords(view), view);
}
