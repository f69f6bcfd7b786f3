import type { Store } from '@railyard/core';
import { type Approval, type Decision, decide, findApproval } from '@railyard/core/spend';
import { askerWithKey } from '../approvals/asker.ts';
import { elsewhereIn } from '../approvals/payee.ts';
import type { Beside } from '../approvals/shape.ts';
import { standingAt } from '../approvals/view.ts';
import type { Call } from '../commands.ts';
import { mistake } from '../config/fields.ts';
import { type IssuedKey, storedKeys } from '../keys.ts';
import { agreementsIn } from '../merchants/agreements.ts';
import { hashText } from '../runtime.ts';
import { TENANT, withActions } from './actions.ts';
import { HEAD, row, shape, shown } from './approval/shown.ts';
import { AS_JSON, readNamed, readOptions } from './options.ts';
import { withRecords } from './records.ts';
import { table, told } from './text.ts';

const STATES = ['asked', 'approved', 'denied', 'used', 'expired'] as const;

const USAGE = `railyard approval list [--state STATE] [--tenant TENANT]
railyard approval show ID [--tenant TENANT]
railyard approval approve ID [--tenant TENANT]
railyard approval deny ID [--tenant TENANT]
each with --json, for programs

What agents want to pay that a person has to approve, in the database of RAILYARD_FOLDER. Approving pays nothing: the
agent tries again. The first decision stands, be it made here, over the API or on the page.

  --tenant demo    whose; demo unless said otherwise
  --state asked    only those in this state: ${STATES.join(', ')}`;

const BATCH = 500;

export const approvalCommand = withActions(USAGE, {
  async list({ args, variables, say }) {
    const { tenant, state, ...set } = readOptions(args, USAGE, {
      ...TENANT,
      ...AS_JSON,
      state: { type: 'string' },
    });
    if (state !== undefined && !STATES.some((one) => one === state))
      throw mistake(`There is no state "${state}". The states are ${STATES.join(', ')}.`);
    const now = Date.now();
    const all = await withRecords(variables, (store) => approvalsOf(store, tenant));
    const found = all.filter((one) => state === undefined || standingAt(one.approval, now) === state);
    const none = 'There is no such approval.';
    const text =
      found.length === 0 ? none : table([HEAD, ...found.map(({ approval }) => row(approval, now))]);
    say(
      told(
        set,
        found.map(({ approval, ...beside }) => shape(approval, beside)),
        text,
      ),
    );
  },
  async show({ args, variables, say }) {
    const { named, set } = readNamed(args, USAGE, { ...TENANT, ...AS_JSON });
    const found = await withRecords(variables, async (store) =>
      questionOf(store, await known(store, set.tenant, named)),
    );
    say(tell(set, found));
  },
  approve: (call) => decideAs(call, 'approved'),
  deny: (call) => decideAs(call, 'denied'),
});

async function decideAs({ args, variables, say }: Call, decision: Decision['decision']): Promise<void> {
  const { named, set } = readNamed(args, USAGE, { ...TENANT, ...AS_JSON });
  const found = await withRecords(variables, async (store) => {
    const asked = await known(store, set.tenant, named);
    const standing = standingAt(asked, Date.now());
    if (standing === 'expired')
      throw mistake(`"${named}" has ended. If it is asked anew, it has the same id.`);
    if (standing !== 'asked' && standing !== decision) throw mistake(`"${named}" is ${standing} already.`);
    return questionOf(store, await decide({ store }, set.tenant, named, { decision, by: 'operator' }));
  });
  say(tell(set, found));
}

/** An approval, and what it does not say itself. */
interface Question extends Beside {
  readonly approval: Approval;
}

async function questionOf(store: Store, approval: Approval, keys?: readonly IssuedKey[]): Promise<Question> {
  const all = keys ?? (await storedKeys(store).ofTenant(approval.tenant));
  return {
    approval,
    now: Date.now(),
    elsewhere: await elsewhereIn(agreementsIn(store), approval),
    asker: await askerWithKey(all, { hash: hashText, now: Date.now }, approval),
  };
}

function tell(set: Parameters<typeof told>[0], { approval, ...beside }: Question): string {
  return told(set, shape(approval, beside), shown(approval, beside));
}

async function approvalsOf(store: Store, tenant: string): Promise<readonly Question[]> {
  const found: Approval[] = [];
  for (let after: string | null = ''; after !== null; ) {
    const { keys, next } = await store.list('approval', {
      tenant,
      limit: BATCH,
      ...(after !== '' && { after }),
    });
    const read = await Promise.all(keys.map((key) => store.get<Approval>('approval', key)));
    found.push(...read.flatMap((one) => one ?? []));
    after = next;
  }
  const latest = found.toSorted((one, other) => other.expiresAt - one.expiresAt);
  const keys = await storedKeys(store).ofTenant(tenant);
  return Promise.all(latest.map((approval) => questionOf(store, approval, keys)));
}

async function known(store: Store, tenant: string, id: string): Promise<Approval> {
  const approval = await findApproval({ store }, tenant, id);
  if (approval) return approval;
  throw mistake(`The tenant "${tenant}" has no approval "${id}". See: railyard approval list.`);
}
