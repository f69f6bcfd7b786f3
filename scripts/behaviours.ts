// Lists the behaviours of docs/behaviours.md with the tests whose names begin with them: `node scripts/behaviours.ts S0 S1`.
// Fails when one has none.
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

/** A test, or a group of them, that proves behaviours. */
export interface Proof {
  readonly ids: readonly string[];
  readonly name: string;
}

/** The names in a test file that begin with numbers. */
export function proofsIn(testFile: string): readonly Proof[] {
  return namesIn(testFile).flatMap((name) => {
    const ids = NUMBERS.exec(name)?.[0].split(' ');
    return ids ? [{ ids, name }] : [];
  });
}

/** A behaviour with its tests, as `file: name`. */
export interface Behaviour {
  readonly id: string;
  readonly tests: readonly string[];
}

/** The behaviours of these groups, `S0` and so on, in the order of the document. */
export function behavioursOf(groups: readonly string[]): readonly Behaviour[] {
  const files = execFileSync('git', ['ls-files', '*.test.ts'], { cwd: root, encoding: 'utf8' }).trim();
  const proofs = files
    .split('\n')
    .flatMap((file) => proofsIn(readFileSync(resolve(root, file), 'utf8')).map((one) => ({ file, ...one })));
  return behavioursIn(readFileSync(resolve(root, 'docs/behaviours.md'), 'utf8'))
    .filter((id) => groups.includes(id.split('.', 1).join('')))
    .map((id) => ({
      id,
      tests: proofs.filter(({ ids }) => ids.includes(id)).map(({ file, name }) => `${file}: ${name}`),
    }));
}

if (import.meta.main) {
  const groups = process.argv.length > 2 ? process.argv.slice(2) : ['S0', 'S1', 'S2', 'S3'];
  const behaviours = behavioursOf(groups);
  for (const { id, tests } of behaviours) {
    console.log(id);
    for (const test of tests.length > 0 ? tests : ['NO TEST']) console.log(`  ${test}`);
  }
  const missing = behaviours.filter(({ tests }) => tests.length === 0).map(({ id }) => id);
  console.log(
    `${behaviours.length} behaviours, ${missing.length} without a test ${missing.join(', ')}`.trim(),
  );
  process.exitCode = missing.length === 0 ? 0 : 1;
}
