import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { RailError } from '@railyard/core';
import { type Given, givenIn } from '../../accounts/secrets.ts';
import { mistake } from '../../config/fields.ts';

/** Where secrets come from; standard input, when neither is named. */
export interface Source {
  readonly file?: string | undefined;
  readonly variable?: string | undefined;
}

/** The secrets in a file, in a variable of the environment, or on standard input. Throws `configuration`. */
export async function readGiven({ file, variable }: Source, variables: NodeJS.ProcessEnv): Promise<Given> {
  if (file !== undefined && variable !== undefined) throw mistake('Give --file or --variable, and not both.');
  if (variable !== undefined) return givenIn(variables[variable] ?? '');
  if (file !== undefined) return givenIn(textOf(file));
  if (process.stdin.isTTY)
    throw mistake(
      'Standard input is this terminal, which shows what is typed. Pipe the secrets in, or give --file or --variable.',
    );
  return givenIn(await text(process.stdin));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new RailError('configuration', `The file "${file}" cannot be read.`, { cause });
  }
}
