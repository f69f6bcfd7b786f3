import type { Store } from '@railyard/core';
import { listOrders, type OrderReport, reportOrder, requestRefund } from '@railyard/core/operator';
import { mistake } from '../config/fields.ts';
import { hashText } from '../runtime.ts';
import { storedShipments } from '../shipments.ts';
import { TENANT, withActions } from './actions.ts';
import { AS_JSON, readNamed, readOptions } from './options.ts';
import { type Filter, readFilter, readRefund, STATES } from './order/options.ts';
import { HEAD, lastOf, refundShape, row, shape, shipmentShape, shown, shownRefund } from './order/shown.ts';
import { withRecords } from './records.ts';
import { table, told } from './text.ts';

const USAGE = `railyard order list [--state STATE] [--seller HANDLE] [--limit N] [--tenant TENANT]
railyard order show ORDER [--tenant TENANT]
railyard order refund ORDER --reason WORDS [--amount MINOR_UNITS] [--key KEY] [--tenant TENANT]
each with --json, for programs

The orders in the database of RAILYARD_FOLDER that were paid or tried, whoever bought them. ORDER may be a cart, too: its
last order.

  --tenant demo      whose orders; demo unless said otherwise
  --state case       only those in this state; a case is what a person has to look at. The states are
                     ${STATES.slice(0, 5).join(', ')},
                     ${STATES.slice(5).join(', ')}
  --seller fern      only this seller's
  --limit 50         how many, the newest first; 50 unless said otherwise

refund gives back what was paid, or a part of it. It is recorded at once, and a server on this database asks the provider
for it within seconds, or when one is started next; "railyard order show" tells what came of it.

  --reason "broken"  a few words that reach the provider
  --amount 1000      minor units of the order's currency; all that is left unless said otherwise
  --key second       names the refund, which is made once however often it is said. Without a key the amount names it: a
                     second one of the same amount, or one after a failure, needs a key.`;

const BATCH = 500;

export const orderCommand = withActions(USAGE, {
  async list({ args, variables, say }) {
    const { json, ...set } = readOptions(args, USAGE, {
      ...TENANT,
      ...AS_JSON,
      seller: { type: 'string' },
      state: { type: 'string' },
      limit: { type: 'string' },
    });
    const filter = readFilter(set);
    const orders = await withRecords(variables, (store) => newest(store, filter));
    const text = orders.length === 0 ? 'There is no such order.' : table([HEAD, ...orders.map(row)]);
    say(told({ json }, orders.map(shape), text));
  },
  async show({ args, variables, say }) {
    const { named, set } = readNamed(args, USAGE, { ...TENANT, ...AS_JSON });
    const { tenant } = set;
    const { report, shipment } = await withRecords(variables, async (store) => {
      const found = await known(store, tenant, named);
      return { report: found, shipment: await storedShipments(store).find(tenant, found.id) };
    });
    const parcel = shipment && shipmentShape(shipment);
    say(told(set, { ...shape(report), shipment: parcel }, shown(report, shipment)));
  },
  async refund({ args, variables, say }) {
    const { named, set } = readNamed(args, USAGE, {
      ...TENANT,
      ...AS_JSON,
      reason: { type: 'string' },
      amount: { type: 'string' },
      key: { type: 'string' },
    });
    const { json, ...asked } = set;
    const { tenant, reason, amount, key = `railyard:${amount ?? 'rest'}` } = readRefund(asked);
    const { refund, before } = await withRecords(variables, async (store) => {
      const report = await known(store, tenant, named);
      const { currency } = report.purchase.total;
      const part = amount === undefined ? {} : { amount: { amount, currency } };
      const call = { tenant, order: report.id, key, reason, ...part };
      const made = await requestRefund({ store, runtime: { hash: hashText } }, call);
      return { refund: made, before: report.refunds.some(({ id }) => id === made.id) };
    });
    say(told({ json }, refundShape(refund), shownRefund(refund, before ? 'before' : 'now')));
  },
});

/** Those that the filter lets through, by the last that happened to them. */
async function newest(
  store: Store,
  { tenant, seller, state, limit }: Filter,
): Promise<readonly OrderReport[]> {
  let found: readonly OrderReport[] = [];
  let after: string | null = null;
  do {
    const { orders, next } = await listOrders(store, { tenant, limit: BATCH, ...(after && { after }) });
    const fit = orders.filter(
      (order) =>
        (seller === undefined || order.purchase.seller === seller) &&
        (state === undefined || order.state === state),
    );
    found = [...found, ...fit].toSorted((one, other) => lastOf(other) - lastOf(one)).slice(0, limit);
    after = next;
  } while (after !== null);
  return found;
}

async function known(store: Store, tenant: string, named: string): Promise<OrderReport> {
  const report = await reportOrder(store, tenant, named);
  if (report) return report;
  throw mistake(
    `Nobody has tried to pay an order "${named}" of the tenant "${tenant}". See: railyard order list.`,
  );
}
