import { hash } from 'node:crypto';
import type { Context } from 'hono';
import type { InteractionResults } from 'oidc-provider';
import { emailInput } from '../buyers/email.ts';
import type { Environment } from '../http/environment.ts';
import { networkOf } from '../http/network.ts';
import { checkInput } from '../http/validation.ts';
import { redirect, respondPage } from '../pay/answers.ts';
import { keepPrincipal } from './callers.ts';
import type { Desk } from './desk.ts';
import { LIFETIMES } from './lifetimes.ts';
import { onTheWayTo } from './notices.ts';
import { ALLOWING } from './paces.ts';
import { MAILED, type Visit } from './visit.ts';

/** What a person has pressed, on which visit. */
export interface Pressed {
  readonly desk: Desk;
  readonly c: Context<Environment>;
  readonly visit: Visit;
  readonly form: URLSearchParams;
}

type Step = (pressed: Pressed) => Promise<Response>;

/** What can be pressed on the page of a visit, by who has signed in. */
const SIGNING_IN: Readonly<Record<string, Step>> = { mail, again, sign_in: signIn, other: forget, deny };
const SIGNED_IN: Readonly<Record<string, Step>> = { allow, deny, other: startOver };

/** The step of this name; null when there is none on the page. */
export function stepNamed({ person }: Visit, name: string): Step | null {
  const steps = person ? SIGNED_IN : SIGNING_IN;
  return (Object.hasOwn(steps, name) && steps[name]) || null;
}

async function mail(pressed: Pressed): Promise<Response> {
  const { form } = pressed;
  const email = checkInput(emailInput, form.get('email'), 'The e-mail');
  return mailTo(pressed, email, 1);
}

async function again(pressed: Pressed): Promise<Response> {
  const { mailed } = pressed.visit;
  return mailed ? mailTo(pressed, mailed.email, mailed.letters + 1) : samePage(pressed);
}

async function mailTo(pressed: Pressed, email: string, letters: number): Promise<Response> {
  const { desk, c, visit } = pressed;
  const { tenant } = desk;
  const principal = sourceOf(c);
  await desk.buyers.sendCode({
    tenant,
    principal,
    operation: 'oauth.sign_in',
    key: null,
    email,
    name: null,
    kind: 'sign_in',
  });
  await desk.records.put(MAILED, visit.interaction.uid, { email, letters }, LIFETIMES.visit);
  return samePage(pressed);
}

async function signIn(pressed: Pressed): Promise<Response> {
  const { desk, c, visit, form } = pressed;
  if (!visit.mailed) return samePage(pressed);
  const { email } = visit.mailed;
  const code = (form.get('code') ?? '').replaceAll(/\D/g, '');
  const { id } = await desk.buyers.signIn({ tenant: desk.tenant, principal: sourceOf(c), email, code });
  await desk.records.drop(MAILED, visit.interaction.uid);
  // The browser forgets it when it is closed.
  return redirect(c, await decide(pressed, { login: { accountId: id, remember: false, amr: ['otp'] } }));
}

async function forget(pressed: Pressed): Promise<Response> {
  await pressed.desk.records.drop(MAILED, pressed.visit.interaction.uid);
  return samePage(pressed);
}

async function allow(pressed: Pressed): Promise<Response> {
  const { desk, c, visit } = pressed;
  const { person, client, asked } = visit;
  if (!person) return samePage(pressed);
  await desk.records.count('Allowing', person.id, ALLOWING);
  const grant = new desk.provider.Grant({ accountId: person.id, clientId: client.id });
  for (const [resource, scopes] of Object.entries(asked)) grant.addResourceScope(resource, scopes.join(' '));
  await desk.records.prolong('Client', client.id, LIFETIMES.client);
  const grantId = await grant.save();
  const scopes = Object.values(asked).flat();
  await keepPrincipal(desk, { person: person.id, client: client.id, scopes, grant: grantId });
  const url = await decide(pressed, { consent: { grantId } });
  return respondPage(c, onTheWayTo(client.name, url), 200);
}

async function deny(pressed: Pressed): Promise<Response> {
  const { c, visit } = pressed;
  const url = await decide(pressed, {
    error: 'access_denied',
    error_description: 'the person did not allow it',
  });
  return respondPage(c, onTheWayTo(visit.client.name, url), 200);
}

/** Signs out, and takes the client's request from the beginning. */
export async function startOver({ desk, c, visit }: Omit<Pressed, 'form'>): Promise<Response> {
  const { provider, bridge } = desk;
  await bridge.ask(c, async (incoming, outgoing) => {
    const session = await provider.Session.get(provider.createContext(incoming, outgoing));
    await session.destroy();
  });
  const { params } = visit.interaction;
  await visit.interaction.destroy();
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    for (const one of [value].flat()) if (typeof one === 'string') query.append(name, one);
  }
  return redirect(c, `../authorize?${query.toString()}`);
}

/** Keeps what a person has decided; the address at which the library goes on with it. */
function decide({ desk, c }: Pressed, result: InteractionResults): Promise<string> {
  const { bridge, provider } = desk;
  return bridge.ask(c, (incoming, outgoing) => provider.interactionResult(incoming, outgoing, result));
}

function samePage({ c, visit }: Pressed): Response {
  return redirect(c, visit.interaction.uid);
}

/** Where codes are asked for and guessed from, which is counted as an API key is. */
function sourceOf(c: Context<Environment>): string {
  return `web:${hash('sha256', networkOf(c.env.address() ?? 'unknown'), 'base64url').slice(0, 22)}`;
}
