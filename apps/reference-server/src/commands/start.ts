import type { Call } from '../commands.ts';
import { start } from '../start.ts';
import { HELP, readOptions } from './options.ts';

const USAGE = 'railyard start\n\nServes as the environment says.';

export async function startCommand({ args, variables, say }: Call): Promise<void> {
  if (readOptions(args, USAGE, HELP).help) return say(USAGE);
  await start(variables);
}
