import { addressLine } from '../address.ts';
import { dateOf } from '../pay/dates.ts';
import { type Html, html, theirs } from '../pay/html.ts';
import type { Asker } from './asker.ts';
import type { Elsewhere } from './payee.ts';
import type { Shown } from './view.ts';

/** What whoever decides wants to know beside what is bought. */
export function facts({ approval, asker, payee: { name, elsewhere } }: Shown): Html {
  const { purchase, expiresAt } = approval;
  return html`<dl class="facts">
<div><dt>Paid to</dt><dd>${theirs(name)} (${theirs(purchase.seller)})</dd></div>
<div><dt>Paid on</dt><dd>${elsewhere ? 'A card that is made for this alone' : 'Any way that the seller takes'}</dd></div>
${elsewhere && html`<div><dt>Delivered</dt><dd>${whenOf(elsewhere)}</dd></div>`}
${elsewhere && html`<div><dt>Bought in the account</dt><dd>${theirs(elsewhere.account)}</dd></div>`}
${purchase.shipTo && html`<div><dt>Sent to</dt><dd>${theirs(addressLine(purchase.shipTo))}</dd></div>`}
<div><dt>Asked by</dt><dd>${whoOf(asker)}</dd></div>
<div><dt>Asked until</dt><dd>${dateOf(expiresAt)}</dd></div>
</dl>`;
}

/** Anybody can call an app anything, and nobody else has its id. */
function whoOf(asker: Asker | null): Html {
  if (!asker?.caller) return html`Nobody who is known any more`;
  if ('user' in asker.caller)
    return html`User ${theirs(asker.caller.user)} of ${theirs(asker.caller.tenant)}`;
  const { id, name, email } = asker.caller;
  const kind = email === undefined ? 'API key' : 'App';
  return name === null ? html`${kind} ${theirs(id)}` : html`${kind} ${theirs(name)}, ${theirs(id)}`;
}

function whenOf({ deliverAt }: Elsewhere): Html {
  return deliverAt === null ? html`As soon as possible` : dateOf(deliverAt);
}
