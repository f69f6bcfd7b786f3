// Lists the behaviours of docs/behaviours.md that begin the name of no test: `node scripts/behaviours.ts S0 S1`.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { namesIn } from './test-names.ts';

const root = resolve(import.meta.dirname, '..');
const LINE = /^- (S\d+\.\d+a?)\b/gm;
/** The numbers that a name begins with. */
const NUMBERS = /^(?:S\d+\.\d+a? )*S\d+\.\d+a?(?= |$)/;

/** The numbered lines of a document, in their order. */
export function behavioursIn(document: string): readonly string[] {
  return [...document.matchAll(LINE)].map(([, id = '']) => id);
}

/** The numbers that names in a test file begin with. */
export function namedIn(testFile: string): readonly string[] {
  return namesIn(testFile).flatMap((name) => NUMBERS.exec(name)?.[0].split(' ') ?? []);
}

/** The behaviours of these groups, `S0` and so on, that no test file names. */
export function unnamed(groups: readonly string[]): readonly string[] {
  const files = execFileSync('git', ['ls-files', '*.test.ts'], { cwd: root, encoding: 'utf8' }).trim();
  const named = new Set(
    files.split('\n').flatMap((file) => namedIn(readFileSync(resolve(root, file), 'utf8'))),
  );
  const all = behavioursIn(readFileSync(resolve(root, 'docs/behaviours.md'), 'utf8'));
  return all.filter((id) => groups.includes(id.split('.', 1).join('')) && !named.has(id));
}

if (import.meta.main) {
  const groups = process.argv.length > 2 ? process.argv.slice(2) : ['S0', 'S1', 'S2', 'S3'];
  const missing = unnamed(groups);
  console.log(missing.length === 0 ? 'Every behaviour begins the name of a test.' : missing.join('\n'));
  process.exitCode = missing.length === 0 ? 0 : 1;
}
