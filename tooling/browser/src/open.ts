import type { Browser } from 'playwright-core';
import { debian } from './debian.ts';
import { installed } from './installed.ts';
import { type Machine, type Program, thisMachine } from './machine.ts';
import { npm, unpacked } from './npm.ts';

type Source = (machine: Machine) => readonly Program[] | Promise<readonly Program[]>;

/** In this order; the last two install something. */
const SOURCES: readonly Source[] = [installed, unpacked, debian, npm];

/**
 * Opens a headless browser: the one that `CHROMIUM` names, else one that is installed, else one that it installs. Throws
 * a sentence that says what to set when none can be had.
 */
export async function openBrowser(machine: Machine = thisMachine()): Promise<Browser> {
  const named = machine.variables.CHROMIUM;
  if (named) return openNamed(machine, named);

  const failures: unknown[] = [];
  for (const source of SOURCES) {
    const browser = await openFrom(machine, source, failures);
    if (browser) return browser;
  }
  throw new Error(
    'No browser could be had for the tests. Set CHROMIUM to the path of a Chrome or Chromium.',
    {
      cause: new AggregateError(failures, failures.map(firstLineOf).join('\n')),
    },
  );
}

function firstLineOf(failure: unknown): string {
  const text = failure instanceof Error ? failure.message : String(failure);
  return text.split('\n', 1).join('');
}

async function openNamed(machine: Machine, path: string): Promise<Browser> {
  try {
    return await machine.launch({ path });
  } catch (cause) {
    throw new Error(`The browser at "${path}" does not start. Set CHROMIUM to one that does, or unset it.`, {
      cause,
    });
  }
}

/** A browser of this source; null when it has none that starts. */
async function openFrom(machine: Machine, source: Source, failures: unknown[]): Promise<Browser | null> {
  try {
    for (const program of await source(machine)) {
      const browser = await machine.launch(program).catch((failure: unknown) => void failures.push(failure));
      if (browser) return browser;
    }
  } catch (failure) {
    failures.push(failure);
  }
  return null;
}
