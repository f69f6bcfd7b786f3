import type { Context } from 'hono';
import { errors, type Interaction } from 'oidc-provider';
import type { Buyer } from '../buyers/buyer.ts';
import type { Environment } from '../http/environment.ts';
import type { AgentScope } from '../keys.ts';
import { type ClientShown, destinationOf } from './client-shown.ts';
import type { Desk } from './desk.ts';
import { scopesIn } from './scopes.ts';

/** A person who was sent here by a client, and has not decided yet. */
export interface Visit {
  readonly interaction: Interaction;
  readonly client: ClientShown;
  /** Who has signed in; null before that. */
  readonly person: Buyer | null;
  /** The mail that a code went to; null when none did. */
  readonly mailed: Mailed | null;
  /** What the client asks for, by what it is for. */
  readonly asked: Readonly<Record<string, readonly AgentScope[]>>;
}

/** The letters to somebody who signs in. */
export interface Mailed {
  readonly email: string;
  readonly letters: number;
}

/** The kind of record that a visit's letters are kept in. */
export const MAILED = 'Mailed';

/** The visit of a request, known by its cookie and its address alike; null when there is none, or it has ended. */
export async function readVisit(desk: Desk, c: Context<Environment>): Promise<Visit | null> {
  const interaction = await interactionOf(desk, c);
  if (!interaction || interaction.uid !== c.req.param('uid')) return null;
  const { client_id: id, redirect_uri: redirect } = interaction.params;
  const [client, person, mailed] = await Promise.all([
    desk.provider.Client.find(String(id)),
    interaction.session ? desk.buyers.read(interaction.session.accountId) : null,
    desk.records.find<Mailed>(MAILED, interaction.uid),
  ]);
  if (!client) return null;
  return {
    interaction,
    client: {
      id: client.clientId,
      name: client.clientName ?? 'An app without a name',
      destination: destinationOf(String(redirect)),
    },
    person,
    mailed: mailed?.value ?? null,
    asked: askedIn(interaction),
  };
}

async function interactionOf(
  { bridge, provider }: Desk,
  c: Context<Environment>,
): Promise<Interaction | null> {
  try {
    return await bridge.ask(c, (incoming, outgoing) => provider.interactionDetails(incoming, outgoing));
  } catch (error) {
    if (error instanceof errors.SessionNotFound) return null;
    throw error;
  }
}

function askedIn({ prompt }: Interaction): Visit['asked'] {
  const missing = (prompt.details.missingResourceScopes ?? {}) as Record<string, readonly string[]>;
  return Object.fromEntries(Object.entries(missing).map(([resource, words]) => [resource, scopesIn(words)]));
}
