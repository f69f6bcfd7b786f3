import { mistake } from './config/fields.ts';

/** One call of a command. */
export interface Call {
  readonly args: readonly string[];
  readonly variables: NodeJS.ProcessEnv;
  readonly say: (text: string) => void;
}

export type Command = (call: Call) => Promise<void>;

interface Listed {
  readonly summary: string;
  /** Loaded when it is asked for: most need little of the server. */
  readonly load: () => Promise<Command>;
}

const COMMANDS: Readonly<Record<string, Listed>> = {
  start: {
    summary: 'serves; what railyard does when nothing else is asked for',
    load: async () => (await import('./commands/start.ts')).startCommand,
  },
  limits: {
    summary: "shows or changes the platform's caps",
    load: async () => (await import('./commands/limits.ts')).limitsCommand,
  },
  account: {
    summary: 'keeps the accounts that sellers have at providers',
    load: async () => (await import('./commands/account.ts')).accountCommand,
  },
};

/** Runs `railyard` with these arguments. Throws a sentence that says what to do instead. */
export async function runCommand(
  [name = 'start', ...args]: readonly string[],
  rest: Omit<Call, 'args'>,
): Promise<void> {
  if (['help', '--help', '-h'].includes(name)) return rest.say(overview());
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw mistake(`There is no command "${name}".\n\n${overview()}`);
  const run = await command.load();
  await run({ args, ...rest });
}

function overview(): string {
  const lines = Object.entries(COMMANDS).map(
    ([name, { summary }]) => `  railyard ${name.padEnd(10)}${summary}`,
  );
  return ['Commands:', ...lines, '', 'railyard <command> --help says more of one.'].join('\n');
}
