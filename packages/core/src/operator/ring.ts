import { commitAfterSale } from '../checkout/commit.ts';
import { type Checkout, yardOf } from '../checkout/create.ts';
import { type CartKey, cartKey } from '../checkout/keys.ts';
import { look } from '../checkout/look.ts';
import { check, isText } from '../checkout/plain.ts';
import { waitFor } from '../checkout/wait.ts';
import { within } from '../checkout/within.ts';
import type { Mount, Yard } from '../checkout/yard.ts';
import { isRailError, RailError } from '../errors.ts';
import type { PaymentEvent, RailRequest } from '../rail.ts';
import { type Attempt, type CartRecord, isUnsettled } from '../record.ts';
import { askOfEnded } from './ended.ts';
import { askOfPaid } from './paid.ts';

/**
 * Takes a provider's webhook for one of its accounts: asks the provider where the payment stands that it rang about.
 * Null when it is none of this account's here. Throws `invalid_signature` for what the provider did not sign,
 * `not_found` when the rail takes no webhooks, `upstream_unavailable` when the rail could not tell, and
 * `payment_unknown` when no record knows a payment of this installation: then the provider has to send it again.
 */
export async function ring(
  checkout: Checkout,
  mount: Mount,
  request: RailRequest,
): Promise<PaymentEvent | null> {
  const yard = yardOf(checkout);
  const event = await eventIn(yard, mount, request);
  if (!event) return null;
  const cart = cartKey(event.tenant, event.cart);
  const attempt = await attemptOf(yard, cart, event);
  if (!attempt) return unmatched(yard, mount, event);
  if (attempt.rail !== mount.rail.id || attempt.account !== mount.account) return null;

  await hear(yard, cart, mount, event);
  if (event.alarm) await tellAlarm(yard, cart, mount, event);
  await hearOfPaid(yard, cart, event);
  return event;
}

/**
 * Asks where the payment stands. Somebody who is at it already may have asked before what rang, and be closing the page
 * that was just paid: so it is asked again after them.
 */
async function hear(yard: Yard, cart: CartKey, mount: Mount, event: PaymentEvent): Promise<void> {
  for (let waited = false; ; waited = true) {
    const attempt = await attemptOf(yard, cart, event);
    if (!attempt || attempt.state === 'paid') return;
    if (!isUnsettled(attempt)) {
      const isKnown = await askOfEnded(yard, cart, mount, attempt);
      if (isKnown) return;
      if (isKnown === false || waited) throw notNow(mount.rail.id);
      continue;
    }
    if (await look(yard, cart, attempt.id)) return;
    if (waited) throw notNow(mount.rail.id);
    await waitFor(yard, cart, attempt.id, ({ attempts }) => attempts.find(({ id }) => id === attempt.id));
  }
}

async function attemptOf(yard: Yard, cart: CartKey, event: PaymentEvent): Promise<Attempt | undefined> {
  const record = await yard.store.get<CartRecord>('cart', cart.key);
  return record?.attempts.find(({ id }) => id === event.attempt);
}

/** An alarm is about money that moved: it waits, with the provider, until the payment is known to be made. */
async function tellAlarm(yard: Yard, cart: CartKey, { rail }: Mount, event: PaymentEvent): Promise<void> {
  const attempt = await attemptOf(yard, cart, event);
  if (!attempt || !event.alarm) return;
  if (isUnsettled(attempt)) throw notNow(rail.id);
  if (attempt.state === 'paid')
    await commitAfterSale(yard, cart, { type: 'alarmed', attempt: attempt.id, ...event.alarm });
}

/** Of a payment that is made nothing more is to be learned, unless something is wrong with it. */
async function hearOfPaid(yard: Yard, cart: CartKey, event: PaymentEvent): Promise<void> {
  for (let waited = false; ; waited = true) {
    const attempt = await attemptOf(yard, cart, event);
    if (attempt?.state !== 'paid') return;
    if (!event.alarm && !attempt.taken && attempt.openCase === null) return;
    const isKnown = await askOfPaid(yard, cart, attempt.id);
    if (isKnown) return;
    if (isKnown === false || waited) throw notNow(attempt.rail);
    await waitFor(yard, cart, attempt.id, ({ attempts }) => attempts.find(({ id }) => id === attempt.id));
  }
}

async function eventIn(yard: Yard, { rail }: Mount, request: RailRequest): Promise<PaymentEvent | null> {
  if (!rail.webhook) throw new RailError('not_found', `The rail "${rail.id}" takes no webhooks.`);
  const { fetch: send } = yard;
  const heard = await within(yard, async (signal) => {
    const context = { mode: yard.mode, now: () => yard.runtime.now(), signal: signal(), fetch: send };
    return rail
      .webhook?.(request, context)
      .then((event) => ({ event: event && eventOf(event), forged: null }))
      .catch((error: unknown) => ({ event: null, forged: forgeryIn(error) }));
  });
  if (heard?.forged) throw heard.forged;
  if (heard) return heard.event;
  throw notNow(rail.id);
}

/** Money may have moved for what nobody remembers, such as after an older copy of the database was restored. */
function unmatched(yard: Yard, { rail, account }: Mount, event: PaymentEvent): null {
  const { tenant, cart, attempt, deployment } = event;
  if (deployment === undefined || deployment !== yard.deployment) return null;
  const error = new RailError(
    'payment_unknown',
    'No record knows this payment, which is of this installation.',
    {
      retryAfter: 60,
      details: { payment_rail: rail.id, account, tenant, cart_id: cart, attempt },
    },
  );
  yard.report?.(error);
  throw error;
}

function notNow(rail: string): RailError {
  return new RailError(
    'upstream_unavailable',
    `The rail "${rail}" cannot say now what this webhook is about.`,
    {
      retryAfter: 5,
    },
  );
}

function eventOf({ tenant, cart, attempt, deployment, alarm }: PaymentEvent): PaymentEvent {
  check(isText(tenant) && !tenant.includes(':') && isText(cart) && isText(attempt));
  check(deployment === undefined || isText(deployment));
  const event = { tenant, cart, attempt, ...(deployment !== undefined && { deployment }) };
  if (alarm === undefined) return event;
  const { word, reference } = alarm;
  check(isText(word) && isText(reference));
  return { ...event, alarm: { word, reference } };
}

function forgeryIn(error: unknown): RailError {
  if (isRailError(error) && error.code === 'invalid_signature') return error;
  throw error;
}
