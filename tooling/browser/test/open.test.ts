import { expect, it } from 'vitest';
import type { Machine, Program } from '../src/machine.ts';
import { UNPACKED } from '../src/npm.ts';
import { openBrowser } from '../src/open.ts';

const DEBIAN = '/usr/bin/chromium';
const FROM_NPM = `${UNPACKED}/chromium`;

interface Told {
  readonly variables?: Readonly<Record<string, string>>;
  readonly kind?: string;
  readonly isRoot?: boolean;
  /** Programs that are there, whether they start or not. */
  readonly there?: readonly string[];
  /** Programs that start, once they are there. */
  readonly starting?: readonly string[];
  /** What a command puts there, by a word in it. A command without an entry fails. */
  readonly brings?: Readonly<Record<string, string>>;
}

/** A machine that does as it is told and keeps a list of what was asked of it. */
function machineOf({ variables = {}, kind = 'linux-x64', isRoot = true, ...told }: Told) {
  const there = new Set(told.there);
  const asked: string[] = [];
  const started: Program[] = [];
  const machine: Machine = {
    variables: { PATH: '/usr/local/bin:/usr/bin', ...variables },
    kind,
    isRoot,
    isProgram: (path) => there.has(path),
    async run(command, args) {
      const [word] = Object.keys(told.brings ?? {}).filter((one) => args.join(' ').includes(one));
      asked.push(args.some((one) => one.includes('apt-get')) ? 'apt-get' : 'npm');
      if (word === undefined) throw new Error(`${command} failed.`);
      there.add(told.brings?.[word] ?? '');
    },
    async launch(program) {
      asked.push(program.path);
      if (!told.starting?.includes(program.path) || !there.has(program.path)) throw new Error('It crashed.');
      started.push(program);
      return {} as Awaited<ReturnType<Machine['launch']>>;
    },
    say: () => {},
  };
  return { machine, asked, started };
}

const APT = '/usr/bin/apt-get';

it('takes the browser that CHROMIUM names, and looks at no other', async () => {
  const there = ['/opt/mine', DEBIAN];
  const { machine, asked } = machineOf({ variables: { CHROMIUM: '/opt/mine' }, there, starting: there });
  await openBrowser(machine);
  expect(asked).toEqual(['/opt/mine']);
});

it('says that the browser which CHROMIUM names does not start, and takes no other in its place', async () => {
  const { machine, asked } = machineOf({
    variables: { CHROMIUM: '/opt/gone' },
    there: [DEBIAN],
    starting: [DEBIAN],
  });
  await expect(openBrowser(machine)).rejects.toThrow(
    'The browser at "/opt/gone" does not start. Set CHROMIUM to one that does, or unset it.',
  );
  expect(asked).toEqual(['/opt/gone']);
});

it('takes an installed browser that starts, and passes over one that does not', async () => {
  const there = ['/usr/bin/chromium-browser', '/usr/local/bin/google-chrome', APT];
  const { machine, asked } = machineOf({ there, starting: ['/usr/local/bin/google-chrome'] });
  await openBrowser(machine);
  expect(asked).toEqual(['/usr/bin/chromium-browser', '/usr/local/bin/google-chrome']);
});

it('finds a browser that an installer has put beside the PATH', async () => {
  const chrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  const { machine, asked } = machineOf({ kind: 'darwin-arm64', there: [chrome], starting: [chrome] });
  await openBrowser(machine);
  expect(asked).toEqual([chrome]);
});

it('installs Debian’s browser as root where none starts', async () => {
  const { machine, asked } = machineOf({ there: [APT], brings: { 'apt-get': DEBIAN }, starting: [DEBIAN] });
  await openBrowser(machine);
  expect(asked).toEqual(['apt-get', DEBIAN]);
});

it.each([
  ['nobody may install for all', { isRoot: false, there: [APT] }],
  ['there is no apt-get', {}],
])('fetches one from npm where %s', async (_, told) => {
  const { machine, asked, started } = machineOf({
    ...told,
    brings: { 'unpack.ts': FROM_NPM },
    starting: [FROM_NPM],
  });
  await openBrowser(machine);
  expect(asked).toEqual(['npm', FROM_NPM]);
  expect(started[0]?.variables?.LD_LIBRARY_PATH).toBe(`${UNPACKED}/al2023/lib`);
});

it.each([
  ['cannot be installed', {}, ['apt-get', 'npm', FROM_NPM]],
  ['does not start', { 'apt-get': DEBIAN }, ['apt-get', DEBIAN, 'npm', FROM_NPM]],
])('fetches one from npm where Debian’s %s', async (_, brings, expected) => {
  const { machine, asked } = machineOf({
    there: [APT],
    brings: { ...brings, 'unpack.ts': FROM_NPM },
    starting: [FROM_NPM],
  });
  await openBrowser(machine);
  expect(asked).toEqual(expected);
});

it('takes the one that was fetched from npm before, and tries to install none again', async () => {
  const { machine, asked } = machineOf({ there: [APT, FROM_NPM], starting: [FROM_NPM] });
  await openBrowser(machine);
  expect(asked).toEqual([FROM_NPM]);
});

it.each([
  ['everything fails', 'linux-x64', ['apt-get', 'npm']],
  ['npm has none for the machine', 'linux-arm64', ['apt-get']],
])('says what to set when %s, and tells each failure', async (_, kind, expected) => {
  const { machine, asked } = machineOf({ kind, there: [APT] });
  const failure: unknown = await openBrowser(machine).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    message: 'No browser could be had for the tests. Set CHROMIUM to the path of a Chrome or Chromium.',
    cause: { errors: expected.map(() => new Error('timeout failed.')) },
  });
  expect(asked).toEqual(expected);
});
