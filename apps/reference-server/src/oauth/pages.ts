import { documentOf, TEST_MARK } from '../pay/document.ts';
import { type Html, html, plain, theirs } from '../pay/html.ts';
import type { Desk } from './desk.ts';
import { LIFETIMES } from './lifetimes.ts';
import { meaningOf } from './scopes.ts';
import type { Visit } from './visit.ts';

/** A visit as its page shows it. */
export interface Shown {
  readonly desk: Pick<Desk, 'host' | 'mode' | 'mailbox'>;
  readonly visit: Visit;
  /** What came of the last step, when it failed. */
  readonly problem: string | null;
}

/** The page of a visit: who signs in, by which code, and then what they allow. */
export function visitPage(shown: Shown): Html {
  const { person, mailed } = shown.visit;
  if (person) return consentPage(shown, person.email);
  return mailed ? codePage(shown, mailed) : emailPage(shown);
}

function emailPage(shown: Shown): Html {
  const { host } = shown.desk;
  return card(shown, {
    heading: 'Sign in with your e-mail',
    body: html`<p class="lead">${nameIn(shown)} wants to shop for you at ${host}. We mail you a code; there is no password.</p>
<form method="post">
<label for="email">E-mail</label>
<input id="email" name="email" type="email" autocomplete="email" maxlength="254" required>
<button class="button" name="step" value="mail">Mail me a code</button>
</form>
<form method="post" class="others">${step('deny', 'Cancel')}</form>`,
  });
}

function codePage(shown: Shown, { email, letters }: NonNullable<Visit['mailed']>): Html {
  return card(shown, {
    heading: 'Type the code from your mail',
    body: html`<p class="lead">${letters > 1 ? 'Another code' : 'A code'} is on its way to ${theirs(email)}. It is good for ten minutes.${inSandbox(shown)}</p>
<form method="post">
<label for="code">The six digits</label>
<input id="code" name="code" class="code-field" inputmode="numeric" autocomplete="one-time-code" maxlength="12" required>
<button class="button" name="step" value="sign_in">Sign in</button>
</form>
<form method="post" class="others">
${step('again', 'Mail another code')}${step('other', 'Use another e-mail')}${step('deny', 'Cancel')}
</form>`,
  });
}

function consentPage(shown: Shown, email: string): Html {
  const { asked, client } = shown.visit;
  const scopes = new Set(Object.values(asked).flat());
  return card(shown, {
    heading: html`Let ${nameIn(shown)} shop for you?`,
    title: `Let ${plain(client.name)} shop for you?`,
    body: html`<p class="lead">It asks to do this for you at ${shown.desk.host}:</p>
<ul class="asked">${[...scopes].map((scope) => html`<li>${meaningOf(scope)}</li>`)}</ul>
<dl class="facts">
<div><dt>Signed in as</dt><dd>${theirs(email)}</dd></div>
<div><dt>Leads back to</dt><dd>${theirs(client.destination)}</dd></div>
<div><dt>Lasts</dt><dd>${LIFETIMES.grant / 86_400} days at most</dd></div>
</dl>
<form method="post" class="decision">
<button class="button" name="step" value="allow">Allow</button>
<button class="button plain" name="step" value="deny">Do not allow</button>
</form>
<form method="post" class="others">${step('other', 'Use another e-mail')}</form>`,
  });
}

/** Nobody's mail is sent on the sandbox. */
function inSandbox({ desk: { mailbox } }: Shown): Html | null {
  return mailbox === null
    ? null
    : html` On this sandbox <a href="${mailbox}" target="_blank" rel="noopener">all mail is here</a>.`;
}

function nameIn({ visit: { client } }: Shown): Html {
  return theirs(client.name);
}

function step(value: string, words: string): Html {
  return html`<button class="link" name="step" value="${value}">${words}</button>`;
}

interface Card {
  readonly heading: Html | string;
  /** The heading as plain text, where it is none. */
  readonly title?: string;
  readonly body: Html;
}

function card({ desk, problem }: Shown, { heading, title, body }: Card): Html {
  return documentOf({
    title: `${problem === null ? '' : 'Error: '}${title ?? String(heading)} · ${desk.host}`,
    body: html`<main>
<header><p class="seller">${desk.host}${desk.mode === 'test' && TEST_MARK}</p></header>
<section class="state">
${problem !== null && html`<p class="problem" role="alert">${problem}</p>`}
<h1>${heading}</h1>
${body}
</section>
</main>`,
  });
}
