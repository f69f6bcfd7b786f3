import { RailError } from '@railyard/core';
import type { Approval } from '@railyard/core/spend';
import { checkPace, counted } from '../buyers/counting.ts';
import { mailboxOf } from '../buyers/email.ts';
import type { Rule } from '../buyers/pace.ts';
import { SPENDING_SPACE } from '../spending/space.ts';
import type { Asker } from './asker.ts';
import type { Desk } from './desk.ts';
import { letter } from './letter.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** An agent that changes its cart asks anew each time. */
const OF_ASKER: readonly Rule[] = [
  { most: 10, within: HOUR },
  { most: 30, within: DAY },
];
/** More than any agent has, so that none uses up what the others have in common. */
const TO_APPROVER: readonly Rule[] = [
  { most: 30, within: HOUR },
  { most: 100, within: DAY },
];

/**
 * Mails a link to whoever decides: who is named for the API key, else the person who let the client in, else who is
 * named for the platform. Throws when nobody could be told.
 */
export async function ask(desk: Desk, approval: Approval): Promise<void> {
  const { links, mail, secret, payees, host } = desk;
  const to = await approverOf(desk, approval, await desk.asker(approval));
  if (!links || !mail) throw new RailError('configuration', MAILLESS);
  // Also one that does not leave: it may have, and is told of in the same way.
  await count(desk, approval, to);
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

/** Counts a letter for who asks and who decides, or for neither where it is one too many. Throws `rate_limited` then. */
async function count({ store, secret }: Desk, { tenant, principal }: Approval, to: string): Promise<void> {
  const asker = { space: SPENDING_SPACE, key: `letters-of:${tenant}:${principal}` };
  const mailbox = secret.hash('mailbox', 'approver', mailboxOf(to));
  const approver = { space: SPENDING_SPACE, key: `letters:${mailbox}` };
  await store.update([asker, approver], ([sent, received], now) => {
    checkPace(sent, OF_ASKER, now);
    checkPace(received, TO_APPROVER, now);
    const rows = [counted(tenant, sent, OF_ASKER, now), counted(tenant, received, TO_APPROVER, now)];
    return { rows, result: null };
  });
}
