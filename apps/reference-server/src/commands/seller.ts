import type { Store } from '@railyard/core';
import type { Call } from '../commands.ts';
import { mistake } from '../config/fields.ts';
import { sellerFrom } from '../sellers/input.ts';
import { changeSeller, listSellers, type Seller, storedSellers } from '../sellers.ts';
import { TENANT, withActions } from './actions.ts';
import { AS_JSON, readNamed, readOptions } from './options.ts';
import { withRecords } from './records.ts';
import { changesIn, OPTIONS, readSeller } from './seller/options.ts';
import { PAYING, paidAsOwn, payingIn } from './seller/paying.ts';
import { HEAD, row, shape, shown } from './seller/shown.ts';
import { table, told } from './text.ts';

const USAGE = `railyard seller list [--tenant TENANT]
railyard seller show HANDLE
railyard seller add HANDLE --name NAME --currency usd --countries US [options]
railyard seller set HANDLE [options]
railyard seller remove HANDLE
railyard seller restore HANDLE
each with --json, for programs

The sellers in the database of RAILYARD_FOLDER. Every server on it follows a change at once. "railyard rails HANDLE"
says on which rails a seller is paid, and why not on others.

  --tenant demo            whose seller it is; only with add and list, and demo unless said otherwise
  --name "Fern Pottery"    what buyers call it
  --currency usd           of all its prices; only with add, as open carts are in it
  --delivery-fee 500       minor units per delivery; a cart keeps what it was told with its address
  --countries US,CA        where it delivers
  --states CA,OR           only there; "all" for everywhere in these countries
  --cities "San José"      only there, whatever case and accents; "all" for everywhere in these states
  --discovery-only         buyers are sent on to its storefront; --purchasable: they buy here
  --storefront URL         its own site, an https address; "none" for a seller without one
  --storefront-hosts A,B   the hosts that links may lead to; that of the storefront unless said otherwise
  --rail x402              paid on this rail where the platform is, as often as needed; x402=0x…: at this account,
                           or one that "railyard account" keeps, by its name
  --without-rail x402      not paid on this rail any more, as often as needed; payments under way end as they would have

add without --rail has a seller paid wherever the platform is now. To other accounts than the platform's, give the
environment of the server.

remove takes a seller from sale: nobody finds it, and nothing in its carts can be bought any more. Payments under way
end as they would have, orders and refunds stay. restore puts it on sale again.`;

export const sellerCommand = withActions(USAGE, {
  async list({ args, variables, say }) {
    const { tenant, ...set } = readOptions(args, USAGE, { ...TENANT, ...AS_JSON });
    const sellers = await withRecords(variables, (store) => listSellers(store, tenant));
    const none = `The tenant "${tenant}" has no seller.`;
    say(told(set, sellers.map(shape), sellers.length === 0 ? none : table([HEAD, ...sellers.map(row)])));
  },
  show: (call) => onOne(call, (store, handle) => known(store, handle)),
  async add({ args, variables, say }) {
    const { named: handle, set } = readNamed(args, USAGE, {
      ...OPTIONS,
      ...PAYING,
      ...TENANT,
      ...AS_JSON,
      currency: { type: 'string' },
    });
    const { tenant, currency } = set;
    const input = readSeller({ handle, tenant, currency, ...changesIn(set, null) });
    const seller = await withRecords(variables, async (store) => {
      const repaid = await payingIn(set, input.tenant, { store, variables });
      const made = repaid(await paidAsOwn(sellerFrom(input, null), set, store));
      return changeSeller(store, handle, (taken) => {
        if (!taken) return made;
        throw mistake(`There is a seller "${handle}" already. Change it with: railyard seller set.`);
      });
    });
    say(told(set, shape(seller), shown(seller)));
  },
  async set({ args, variables, say }) {
    const { named: handle, set } = readNamed(args, USAGE, { ...OPTIONS, ...PAYING, ...AS_JSON });
    if (Object.keys(set).every((option) => option === 'json'))
      throw mistake(`Nothing is to be changed.\n\n${USAGE}`);
    const seller = await withRecords(variables, async (store) => {
      const { tenant: theirs } = await known(store, handle);
      const repaid = await payingIn(set, theirs, { store, variables });
      return changeKnown(store, handle, (before) => {
        const { tenant, name, currency, coverage } = before;
        const changed = { handle, tenant, name, currency, coverage, ...changesIn(set, before) };
        return repaid(sellerFrom(readSeller(changed), before));
      });
    });
    say(told(set, shape(seller), shown(seller)));
  },
  remove: (call) => onOne(call, (store, handle) => putOnSale(store, handle, false)),
  restore: (call) => onOne(call, (store, handle) => putOnSale(store, handle, true)),
});

async function onOne(
  { args, variables, say }: Call,
  work: (store: Store, handle: string) => Promise<Seller>,
): Promise<void> {
  const { named, set } = readNamed(args, USAGE, AS_JSON);
  const seller = await withRecords(variables, (store) => work(store, named));
  say(told(set, shape(seller), shown(seller)));
}

/** The seller of this handle; throws a sentence where there is none. */
export async function known(store: Store, handle: string): Promise<Seller> {
  return (await storedSellers(store).find(handle)) ?? unknown(handle);
}

function changeKnown(store: Store, handle: string, change: (seller: Seller) => Seller): Promise<Seller> {
  return changeSeller(store, handle, (seller) => change(seller ?? unknown(handle)));
}

function unknown(handle: string): never {
  throw mistake(`There is no seller "${handle}". Make one with: railyard seller add.`);
}

function putOnSale(store: Store, handle: string, onSale: boolean): Promise<Seller> {
  return changeKnown(store, handle, (seller) => ({ ...seller, onSale }));
}
