import type { EventEmitter } from 'node:events';
import type { Mode, Runtime, Store } from '@railyard/core';
import type { Context } from 'hono';
import type { Logger } from 'pino';
import type { Buyers } from './buyers.ts';
import type { Environment } from './http/environment.ts';
import type { App } from './http/route.ts';
import type { Callers } from './keys.ts';
import { bridgeAt } from './oauth/bridge.ts';
import { tokenCallers } from './oauth/callers.ts';
import { createProvider } from './oauth/provider.ts';
import { storedRecords } from './oauth/records.ts';
import { addOauth } from './oauth/routes.ts';
import { createStarts } from './oauth/starts.ts';
import type { Rates } from './rates.ts';
import { MAIL_ROUTE, type SandboxPage } from './sandbox-facts.ts';

/** What it takes to let people allow clients something. */
export interface OauthPorts {
  /** The tenant that people who sign in belong to. */
  readonly tenant: string;
  /** The handle of the one seller that clients buy from; null for the whole network of the tenant. */
  readonly seller: string | null;
  /** What cookies are signed with, the newest first; lasting, and the same for all servers on one database. */
  readonly cookieSecrets: readonly string[];
  /** How many clients may register, and send people here, from one network of theirs; 0 for any number. */
  readonly startsPerMinute: number;
}

/** An authorization server for people who are known by their mail. */
export interface Oauth {
  /** Whom its access tokens stand for. */
  readonly callers: Callers;
  /** Adds its routes. */
  add(app: App, rates: Rates, log: (c: Context<Environment>, error: unknown) => void): void;
}

export function createOauth(
  store: Store,
  { tenant, seller, cookieSecrets, startsPerMinute }: OauthPorts,
  around: {
    readonly buyers: Buyers;
    readonly runtime: Runtime;
    readonly mode: Mode;
    readonly baseUrl: string;
    readonly sandbox: Pick<SandboxPage, 'inbox'> | null;
    readonly log: Logger;
  },
): Oauth {
  const { buyers, runtime, mode, baseUrl, sandbox, log } = around;
  const records = storedRecords(store, { runtime, tenant });
  const isKnown = async (person: string): Promise<boolean> => (await buyers.read(person))?.tenant === tenant;
  const provider = createProvider({ baseUrl, records, cookieSecrets, isKnown });
  const report = (err: unknown): void => log.error({ err }, 'The authorization server failed.');
  provider.on('server_error', (_, error) => report(error));
  // Else it would write to the console, and whole errors at that.
  const emitter: EventEmitter = provider;
  emitter.on('error', report);

  const desk = {
    provider,
    records,
    buyers,
    tenant,
    seller,
    mode,
    bridge: bridgeAt(baseUrl),
    host: new URL(baseUrl).host,
    mailbox: sandbox?.inbox && mode === 'test' ? `${baseUrl}${MAIL_ROUTE}` : null,
  };
  return {
    callers: tokenCallers(desk, baseUrl),
    add(app, rates, note) {
      const starts = createStarts(startsPerMinute, () => runtime.now());
      addOauth(app, { ...desk, library: provider.callback(), baseUrl, starts, rates, log: note });
    },
  };
}
