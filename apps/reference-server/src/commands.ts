import { isRailError } from '@railyard/core';
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
  seller: {
    summary: 'lists, makes and changes sellers',
    load: async () => (await import('./commands/seller.ts')).sellerCommand,
  },
  rails: {
    summary: 'says which rails there are, for whom they are active, and why not',
    load: async () => (await import('./commands/rails.ts')).railsCommand,
  },
  order: {
    summary: 'lists, shows and refunds orders',
    load: async () => (await import('./commands/order.ts')).orderCommand,
  },
  budget: {
    summary: 'shows or changes what API keys may spend',
    load: async () => (await import('./commands/budget.ts')).budgetCommand,
  },
  approval: {
    summary: 'lists what a person has to approve, and approves or denies it',
    load: async () => (await import('./commands/approval.ts')).approvalCommand,
  },
  case: {
    summary: 'lists and shows what a person has to decide about, and rules on it',
    load: async () => (await import('./commands/case.ts')).caseCommand,
  },
  seed: {
    summary: 'makes sellers, products, API keys and caps of a file',
    load: async () => (await import('./commands/seed.ts')).seedCommand,
  },
  key: {
    summary: 'makes, lists and revokes API keys',
    load: async () => (await import('./commands/key.ts')).keyCommand,
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

/** What a shell is told of an error: 2 where something else has to be said, and 1 where the work failed. */
export function exitCodeFor(error: unknown): 1 | 2 {
  if (!isRailError(error) || error.extras.retryAfter !== undefined) return 1;
  return error.code === 'configuration' || error.status < 500 ? 2 : 1;
}

function overview(): string {
  const lines = Object.entries(COMMANDS).map(
    ([name, { summary }]) => `  railyard ${name.padEnd(10)}${summary}`,
  );
  return [
    'Commands:',
    ...lines,
    '',
    'railyard <command> --help says more of one. With --json most answer programs instead of people. A command ends',
    'with 0, with 2 where something else has to be said, and with 1 where the work failed.',
  ].join('\n');
}
