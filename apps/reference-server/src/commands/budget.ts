import type { Owner, Store } from '@railyard/core';
import { changePolicy, restrain } from '@railyard/core/spend';
import { storedApprovers } from '../approvals/approvers.ts';
import type { Call } from '../commands.ts';
import { mistake } from '../config/fields.ts';
import { readConfig } from '../config.ts';
import { storedKeys } from '../keys.ts';
import { railsOffline } from '../rails/configured.ts';
import { readPlatformPolicy } from '../spending/platform.ts';
import { changed, type PolicyChange, restraintAfter } from '../spending/policy-change.ts';
import { checkRailsNamed, namesIn } from '../spending/rails-named.ts';
import { TENANT, withActions } from './actions.ts';
import { CHANGES, readApprover, readChange } from './budget/options.ts';
import { type BudgetReport, recordsIn, reportOf, reportOfPlatform } from './budget/report.ts';
import { shape, shown } from './budget/shown.ts';
import { AS_JSON, readNamed, readOneAtMost } from './options.ts';
import { withRecords } from './records.ts';
import { known } from './seller.ts';
import { told } from './text.ts';

const USAGE = `railyard budget show [ID] [--tenant TENANT]
railyard budget set ID [--budget PERIOD:CURRENCY=MINOR_UNITS]… [--time-zone ZONE] [--per-purchase CURRENCY=MINOR_UNITS]…
                    [--approval-above CURRENCY=MINOR_UNITS]… [--sellers WHICH] [--rails WHICH] [--approver EMAIL]
railyard budget clear ID [--tenant TENANT]
each with --json, for programs

What the API key ID may spend, whatever it pays on; without an ID, show tells what all others may, which is what SPEND_…
of the last start says. Every server on the database of RAILYARD_FOLDER holds to a change at once. set begins with what
the key may now, and changes what it names: from then on the platform's rules are none of its own. clear goes back to
them, and names nobody any more. What has been spent counts on. A budget that an agent has given itself holds beside all
that, until set names its period and currency, or clear.

  --budget daily:usd=20000       at most so much a day; daily, weekly (from Monday), monthly or total, as often as
                                 needed. With any, a currency without one is spent nothing in. daily:usd=none drops one
  --time-zone Europe/Berlin      in which the days of its budgets begin; another zone begins with nothing spent
  --per-purchase usd=50000       the largest purchase; usd=none drops it
  --approval-above usd=10000     a person has to approve what comes to more, and any other currency; usd=none drops it
  --sellers only:fern,moss       who may be paid: only: or never: some handles, or all
  --rails never:x402             the same for rails
  --approver ann@shop.example    who is mailed to approve, in place of SPEND_APPROVER; none for nobody in particular
  --tenant demo                  for the ID of a client that a person has let in, which get_budget tells it, and for
                                 user:SUB, the user of a tenant whom its tokens call SUB`;

const OPTIONS = { ...TENANT, ...AS_JSON } as const;

export const budgetCommand = withActions(USAGE, {
  async show({ args, variables, say }) {
    const { named, set } = readOneAtMost(args, USAGE, OPTIONS);
    const report = await withRecords(variables, async (store) =>
      named === null
        ? reportOfPlatform(store)
        : reportOf(store, await principalNamed(store, named, set.tenant)),
    );
    say(told(set, shape(report), shown(report)));
  },
  async set(call) {
    const { named, set } = readNamed(call.args, USAGE, { ...OPTIONS, ...CHANGES });
    const [change, approver] = [readChange(set), readApprover(set)];
    if (change === null && approver === undefined) throw mistake(`Nothing is set.\n\n${USAGE}`);
    if (change) checkRailsNamed(change.rails, railsOffline(readConfig(call.variables)).platform);
    const report = await reportAfter(call, { id: named, tenant: set.tenant }, async (store, who) => {
      if (change) await changeFor(store, who, change);
      if (approver !== undefined) await storedApprovers(store).set(who, approver);
    });
    call.say(told(set, shape(report), shown(report)));
  },
  async clear(call) {
    const { named, set } = readNamed(call.args, USAGE, OPTIONS);
    const report = await reportAfter(call, { id: named, tenant: set.tenant }, async (store, who) => {
      await changePolicy(recordsIn(store), who, () => null);
      await restrain(recordsIn(store), who, () => []);
      await storedApprovers(store).set(who, null);
    });
    call.say(told(set, shape(report), shown(report)));
  },
});

/** Who has no key: a client of a person, or a tenant's user. */
const KEYLESS = /^(?:buyer_[0-9a-f]{24}\.[\w-]{1,200}|user:.{1,200})$/u;

async function principalNamed(store: Store, id: string, tenant: string): Promise<Owner> {
  if (KEYLESS.test(id)) return { tenant, principal: id };
  const key = await storedKeys(store).findById(id);
  if (key) return { tenant: key.tenant, principal: id };
  throw mistake(`There is no API key "${id}". The ids are in: railyard key list.`);
}

function reportAfter(
  { variables }: Call,
  { id, tenant }: { readonly id: string; readonly tenant: string },
  work: (store: Store, who: Owner) => Promise<void>,
): Promise<BudgetReport> {
  return withRecords(variables, async (store) => {
    const who = await principalNamed(store, id, tenant);
    await work(store, who);
    return reportOf(store, who);
  });
}

/** Begins with the platform's rules where there are none of its own, so that nothing is allowed that nobody has named. */
async function changeFor(store: Store, who: Owner, change: PolicyChange): Promise<void> {
  for (const handle of namesIn(change.payees)) await known(store, handle);
  const platform = await readPlatformPolicy(store);
  await changePolicy(recordsIn(store), who, (own) => changed(own ?? platform, change));
  await restrain(recordsIn(store), who, (restraint) => restraintAfter(restraint, change));
}
