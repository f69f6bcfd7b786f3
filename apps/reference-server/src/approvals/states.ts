import { dateOf, untilThen } from '../pay/dates.ts';
import { type Html, html, theirs } from '../pay/html.ts';
import { CHECK, CLOCK, CROSS } from '../pay/icons.ts';
import type { Told } from '../pay/states.ts';
import { facts } from './facts.ts';
import type { Shown } from './view.ts';

/** The words of a state, and its buttons. */
export function tell(shown: Shown): Told {
  switch (shown.standing) {
    case 'asked':
      return asked(shown);
    case 'approved':
      return approved(shown);
    case 'denied':
      return {
        icon: CROSS,
        heading: 'Denied',
        lead: html`Nothing was paid, and this will not be paid.`,
        actions: when(shown),
      };
    case 'used':
      return {
        icon: CHECK,
        heading: 'Approved and paid',
        lead: html`The order was placed. ${test(shown)}`,
        actions: when(shown),
      };
    case 'expired':
      return {
        icon: CLOCK,
        heading: 'This question has ended',
        lead: html`Nothing was paid. If the agent still wants to pay, it asks again, and you get another mail.`,
        actions: null,
      };
  }
}

function asked(shown: Shown): Told {
  const { approval, now } = shown;
  return {
    icon: null,
    heading: 'Approve this purchase?',
    lead: html`${whoIn(shown)} wants to pay exactly what stands below, once. If you do nothing, nothing is paid.`,
    actions: html`<form method="post" class="decision">
<button class="button" name="decision" value="approved">Approve</button>
<button class="button plain" name="decision" value="denied">Deny</button>
</form>
<p class="note">You decide once, within ${untilThen(approval.expiresAt, now)}.</p>
${facts(shown)}`,
  };
}

function approved(shown: Shown): Told {
  const { approval, now } = shown;
  return {
    icon: CHECK,
    heading: 'Approved',
    lead: html`The agent can pay this once, and nothing else, within ${untilThen(approval.expiresAt, now)}. You can close this page.`,
    actions: when(shown),
  };
}

function when({ approval: { decided } }: Shown): Html | null {
  return decided && html`<dl class="facts"><div><dt>Decided</dt><dd>${dateOf(decided.at)}</dd></div></dl>`;
}

function test({ mode }: Shown): string {
  return mode === 'test' ? 'This was a test: no real money moved.' : 'You can close this page.';
}

/** Who wants to pay, in the middle of a sentence that begins with it. */
function whoIn({ asker }: Pick<Shown, 'asker'>): Html {
  if (!asker?.caller) return html`An agent that is not known any more`;
  if ('user' in asker.caller) return html`The user ${theirs(asker.caller.user)}`;
  const { id, email, name } = asker.caller;
  return email === undefined
    ? html`The API key ${theirs(name ?? id)}`
    : html`The app ${theirs(name ?? 'without a name')}`;
}
