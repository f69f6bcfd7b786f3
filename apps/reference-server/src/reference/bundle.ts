import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** Scalar's API reference as one script. */
export interface Bundle {
  /** Names these bytes and no others. */
  readonly name: string;
  /** In gzip. */
  readonly zipped: Uint8Array<ArrayBuffer>;
}

/** Reads the script out of its package, which has no door for it. */
export async function readBundle(): Promise<Bundle> {
  const bytes = await readFile(
    new URL('browser/standalone.js', import.meta.resolve('@scalar/api-reference')),
  );
  return {
    name: `scalar-${hash('sha256', bytes, 'hex').slice(0, 16)}.js`,
    zipped: new Uint8Array(await promisify(gzip)(bytes)),
  };
}
