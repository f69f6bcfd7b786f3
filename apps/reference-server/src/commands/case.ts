import type { Store } from '@railyard/core';
import {
  type Case,
  type CaseReport,
  listCases,
  listRulings,
  type Ruled,
  type Ruling,
  reportCase,
  resolveCaseUnasked,
} from '@railyard/core/operator';
import { mistake } from '../config/fields.ts';
import { shapeCase, shapeReport, shapeRuled } from '../operator/shape.ts';
import { gateOn } from '../spending/gate.ts';
import { readPlatformPolicy } from '../spending/platform.ts';
import { TENANT, withActions } from './actions.ts';
import { recordsIn } from './budget/report.ts';
import { readRuling } from './case/options.ts';
import { CASE_HEAD, caseRow, RULED_HEAD, ruledRow, shown, shownRuled } from './case/shown.ts';
import { AS_JSON, readNamed, readOptions } from './options.ts';
import { withRecords } from './records.ts';
import { table, told } from './text.ts';

const USAGE = `railyard case list [--tenant TENANT]
railyard case show CASE [--tenant TENANT]
railyard case resolve CASE --ruling RULING --by NAME --reason WORDS [--reference ID] [--insist] [--tenant TENANT]
railyard case rulings [--tenant TENANT]
each with --json, for programs

What a person has to decide about in the database of RAILYARD_FOLDER: payments and refunds of which nobody knows what
became of them, or of which the provider says what cannot be. show tells what is recorded of one, and rulings all that
was ever ruled. A command asks no provider; GET /api/operator/cases/CASE of a server does.

  --tenant demo      whose cases; demo unless said otherwise

resolve ends a case. Look at the provider before. Which rulings a case takes, show tells:

  paid               it was paid, under the provider's id in --reference: it becomes the order, or goes back where
                     there is one already
  unpaid             it was not paid, and will not be: the cart takes another payment
  stands             there is an order, at the amount that was taken, under the provider's id in --reference
  returned           what was taken makes no order, and has gone back at the provider
  refunded           it has gone back, under the provider's id in --reference
  again              it has not gone back: a refund under another id takes its place
  given_up           it has not gone back, and is not tried any more
  fulfilled          what was paid for has been delivered in another way

  --by ada           who decides
  --reason "…"       why; kept for good, with what was known
  --reference pi_1   the provider's id
  --insist           to decide although it may turn out otherwise, by all that is known here: "unpaid" where something
                     was sent, "stands" and "returned" of money that was seen, "again" or "given_up" where the first may
                     have gone out. Money that still comes makes the order or goes back; what was seen stays counted
                     in its payer's budgets until the provider shows that it has come back.
  --key second       names the ruling, which is made once however often it is said; without a name that is so until
                     the case opens again`;

const BATCH = 500;

export const caseCommand = withActions(USAGE, {
  async list({ args, variables, say }) {
    const { tenant, ...set } = readOptions(args, USAGE, { ...TENANT, ...AS_JSON });
    const cases = await withRecords(variables, (store) => allCases(store, tenant));
    const text = cases.length === 0 ? 'There is no open case.' : table([CASE_HEAD, ...cases.map(caseRow)]);
    say(told(set, cases.map(shapeCase), text));
  },
  async show({ args, variables, say }) {
    const { named, set } = readNamed(args, USAGE, { ...TENANT, ...AS_JSON });
    const report = await withRecords(variables, (store) => known(store, set.tenant, named));
    say(told(set, shapeReport(report), shown(report)));
  },
  async resolve({ args, variables, say }) {
    const { named, set } = readNamed(args, USAGE, {
      ...TENANT,
      ...AS_JSON,
      ruling: { type: 'string' },
      by: { type: 'string' },
      reason: { type: 'string' },
      reference: { type: 'string' },
      key: { type: 'string' },
      insist: { type: 'boolean', default: false },
    });
    const { json, ...said } = set;
    const { key, ...call } = readRuling(said);
    const ruled = await withRecords(variables, async (store) => {
      const records = recordsIn(store);
      const spend = gateOn({ ...records, policy: await readPlatformPolicy(store) });
      const usual = usualKey(await known(store, call.tenant, named), call.ruling);
      return resolveCaseUnasked({ ...records, spend }, { ...call, case: named, key: key ?? usual });
    });
    say(told({ json }, shapeRuled(ruled), shownRuled(ruled)));
  },
  async rulings({ args, variables, say }) {
    const { tenant, ...set } = readOptions(args, USAGE, { ...TENANT, ...AS_JSON });
    const rulings = await withRecords(variables, (store) => allRulings(store, tenant));
    const text =
      rulings.length === 0 ? 'Nothing was ruled yet.' : table([RULED_HEAD, ...rulings.map(ruledRow)]);
    say(told(set, rulings.map(shapeRuled), text));
  },
});

/** Names the next ruling of a case that is open, and the last of one that is closed. */
function usualKey({ openCase, ruled }: CaseReport, ruling: Ruling): string {
  const before = openCase === null ? ruled.length - 1 : ruled.length;
  return `railyard:${ruling}:${before}`;
}

async function allCases(store: Store, tenant: string): Promise<readonly Case[]> {
  return everyPage(async (after) => {
    const { cases: found, next } = await listCases(store, { tenant, limit: BATCH, ...after });
    return { found, next };
  });
}

async function allRulings(store: Store, tenant: string): Promise<readonly Ruled[]> {
  const all = await everyPage(async (after) => {
    const { rulings: found, next } = await listRulings(store, { tenant, limit: BATCH, ...after });
    return { found, next };
  });
  return all.toSorted((one, other) => one.at - other.at);
}

interface Found<T> {
  readonly found: readonly T[];
  readonly next: string | null;
}

async function everyPage<T>(page: (after: { readonly after?: string }) => Promise<Found<T>>): Promise<T[]> {
  const all: T[] = [];
  for (let from: { readonly after?: string } | null = {}; from !== null; ) {
    const { found, next }: Found<T> = await page(from);
    all.push(...found);
    from = next === null ? null : { after: next };
  }
  return all;
}

async function known(store: Store, tenant: string, id: string): Promise<CaseReport> {
  const report = await reportCase(store, tenant, id);
  if (report) return report;
  throw mistake(`The tenant "${tenant}" has no case "${id}". See: railyard case list.`);
}
