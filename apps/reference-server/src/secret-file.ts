import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { RailError } from '@railyard/core';

/** The text of a file that only its owner may read; made on first use, and the same ever after. */
export function keepSecret(file: string, make: () => string): string {
  return readSecret(file) ?? writeSecret(file, make());
}

function readSecret(file: string): string | null {
  try {
    const secret = readFileSync(file, 'utf8').trim();
    if (secret !== '') return secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new RailError(
      'configuration',
      `The file "${file}" cannot be read. Give this user access to it, or delete it.`,
      {
        cause: error,
      },
    );
  }
  throw new RailError('configuration', `The file "${file}" is empty. Delete it, and a new one is made.`);
}

/** Linking gives the whole file its name or fails, so of two servers that start at once both read one secret. */
function writeSecret(file: string, secret: string): string {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, `${secret}\n`, { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
    return secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return readFileSync(file, 'utf8').trim();
  } finally {
    rmSync(draft);
  }
}
