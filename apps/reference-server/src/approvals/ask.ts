import { RailError } from '@railyard/core';
import type { Approval } from '@railyard/core/spend';
import { checkPace, counted } from '../buyers/counting.ts';
import { mailboxOf } from '../buyers/email.ts';
import type { Rule } from '../buyers/pace.ts';
import { SPENDING_SPACE } from '../spending/space.ts';
import type { Asker } from './asker.ts';
import type { Desk } from './desk.ts';
import { letter } from './letter.ts';

/** An agent that changes its cart asks anew each time. */
const TO_APPROVER: readonly Rule[] = [
  { most: 30, within: 3_600_000 },
  { most: 100, within: 86_400_000 },
];

/**
 * Mails a link to whoever decides: who is named for the API key, else the person who let the client in, else who is
 * named for the platform. Throws when nobody could be told.
 */
export async function ask(desk: Desk, approval: Approval): Promise<void> {
  const { links, mail, secret, payees, host } = desk;
  const to = await approverOf(desk, approval, await desk.asker(approval));
  if (!links || !mail) throw new RailError('configuration', MAILLESS);
  await count(desk, approval.tenant, to);
  const link = await links.make(approval, secret.buyer(approval.tenant, to));
  await mail.send(letter({ to, approval, payee: await payees.of(approval), link, host }));
}

async function approverOf(
  { approvers, platformApprover }: Desk,
  { id, tenant }: Approval,
  asker: Asker | null,
): Promise<string> {
  const named = asker && (await approvers.find(asker.owner));
  const to = named ?? emailOf(asker) ?? platformApprover;
  if (to !== null) return to;
  throw new RailError(
    'configuration',
    `Nobody is named who decides about ${id}. Set SPEND_APPROVER, or name somebody: railyard budget set ${asker?.owner.principal ?? 'ID'} --tenant ${tenant} --approver EMAIL.`,
  );
}

/** Whoever let a client in decides about what it pays. */
function emailOf(asker: Asker | null): string | undefined {
  const caller = asker?.caller;
  return caller && 'email' in caller ? caller.email : undefined;
}

const MAILLESS =
  'Nobody was mailed about an approval, as no mail is sent. Set MAIL_URL and MAIL_FROM, or decide with: railyard approval.';

async function count({ store, secret }: Desk, tenant: string, to: string): Promise<void> {
  const key = { space: SPENDING_SPACE, key: `letters:${secret.hash('mailbox', 'approver', mailboxOf(to))}` };
  await store.update([key], ([row], now) => {
    checkPace(row, TO_APPROVER, now);
    return { rows: [counted(tenant, row, TO_APPROVER, now)], result: null };
  });
}
