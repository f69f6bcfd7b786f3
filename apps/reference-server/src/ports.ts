import { mkdirSync } from 'node:fs';
import { RailError } from '@railyard/core';
import type { SandboxOptions } from '@railyard/sandbox';
import type { Config } from './config.ts';
import { openDatabase } from './database.ts';
import { openFirstKey } from './ports/first-key.ts';
import { openGround } from './ports/ground.ts';
import { type OpenPorts, portsOn } from './ports/open-ports.ts';
import { type Outside, openOutside } from './ports/outside.ts';
import { plant } from './ports/plant.ts';
import { readSeed } from './seed/file.ts';

/**
 * Opens the provider, the database and the keys of a configuration. Without a provider it starts the sandbox, which
 * lasts as long as the command that this process is part of.
 */
export async function openPorts(
  config: Config,
  owner: NonNullable<SandboxOptions['owner']> = 'command',
): Promise<OpenPorts> {
  makeFolder(config.folder);
  const outside = await openOutside(config, owner);
  try {
    return await openStore(config, outside);
  } catch (error) {
    await outside.sandbox?.stop();
    throw error;
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new RailError(
      'configuration',
      `There can be no folder "${folder}". Set RAILYARD_FOLDER to another one.`,
      { cause },
    );
  }
}

async function openStore(config: Config, outside: Outside): Promise<OpenPorts> {
  const { folder, mode, seedFile } = config;
  const seed = seedFile === null ? null : readSeed(seedFile);
  const store = openDatabase(folder);
  try {
    // The rails first: an account that cannot be paid does not reach the store.
    const ground = await openGround(config, outside, store);
    const key = await openFirstKey(store, folder, mode);
    await plant(config, ground, { outside, seed });
    return await portsOn(config, { ...ground, ...outside, ...key });
  } catch (error) {
    await store.close();
    throw error;
  }
}
