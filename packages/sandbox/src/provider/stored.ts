import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { writeWhole } from '../folder.ts';
import { type Save, shared } from '../save.ts';
import type { Journal } from './journal.ts';

/** What was in a file, and what writes there what has changed. */
export interface Stored<State> {
  readonly state: State;
  readonly save: Save;
}

/** Goes on with what is in a file, once it is made to fit, or begins there. Throws when the file is damaged. */
export async function readStored<State>(
  file: string,
  journal: Journal<State>,
  fit: (state: State) => void,
): Promise<Stored<State>> {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : null;
  const state = text === null ? journal.empty(randomUUID()) : journal.parseLines(text);
  if (state === null) throw new Error(`${file} is damaged: delete its folder to start anew.`);
  fit(state);
  await writeWhole(file, journal.takeLine(state));
  // Held open: by another name, or in a folder of the same name, it would be another sandbox's.
  const lines = await open(file, 'a');
  return { state, save: shared(() => lines.appendFile(journal.takeLine(state))) };
}
