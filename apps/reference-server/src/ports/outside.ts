import type { Sandbox, SandboxOptions } from '@railyard/sandbox';
import type { BuyingSettings } from '../config/card.ts';
import type { Config, Providers } from '../config.ts';
import { openSandbox } from './sandbox.ts';

/** Whom a server asks about money. */
export interface Outside {
  readonly providers: Providers;
  readonly buying: BuyingSettings | null;
  /** What the providers are part of; null where they are real ones. */
  readonly sandbox: Sandbox | null;
}

/** The providers of a configuration; where it has none, those of a sandbox, which starts now. */
export async function openOutside(
  config: Config,
  owner: NonNullable<SandboxOptions['owner']>,
): Promise<Outside> {
  const { providers, buying } = config;
  return providers ? { providers, buying, sandbox: null } : openSandbox(config, owner);
}
