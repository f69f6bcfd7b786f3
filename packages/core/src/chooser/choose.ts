import { type Checkout, yardOf } from '../checkout/create.ts';
import { pay } from '../checkout/pay.ts';
import type { Request } from '../checkout/request.ts';
import { RailError } from '../errors.ts';
import { missing } from '../missing.ts';
import type { RailRequest } from '../rail.ts';
import { chosenBy, readChooser } from './read.ts';
import type { ChooserRecord } from './record.ts';
import { isOver, type PaymentView, viewOfChooser } from './view.ts';

/**
 * Opens the page of a method, once; another method's page is closed first. Resolves with what the buyer sees then:
 * `page` is the one to go to, if there is one. Nothing is opened once the chooser is over. Throws `not_found`,
 * `validation` for a method that the chooser has not, and what `pay` throws.
 */
export async function choose(checkout: Checkout, id: string, method: string): Promise<PaymentView> {
  const yard = yardOf(checkout);
  const found = await chosenBy(yard, id);
  if (!found) throw new RailError('not_found', 'There is no such payment page.');
  const { chooser, record } = found;
  const chosen = chooser.methods.find(({ name }) => name === method);
  if (!chosen) throw new RailError('validation', 'The payment page has no such method.');
  const now = yard.runtime.now();
  if (record.order || isOver(record, chooser, now)) return viewOfChooser(found, now);

  const { tenant, principal, cart, version, email, resource } = chooser;
  const owner = { tenant, principal, operation: 'chooser.choose', key: null, body: { method } };
  const call = { ...owner, cart, version, email, resource, page: chosen.rail, request: NOTHING };
  await pay(yard, call, { request: requestOf(chooser) });
  return (await readChooser(checkout, id)) ?? missing('chooser');
}

/** A buyer's choice carries no payment. */
const NOTHING: RailRequest = { method: 'POST', url: '', headers: {}, meta: {}, body: new Uint8Array() };

/** The request that made the chooser: under its key the order is given again. */
function requestOf({ request }: ChooserRecord): Request | null {
  if (!request) return null;
  const { key, fingerprint } = request;
  return { key: { space: 'request', key }, fingerprint: () => fingerprint };
}
