import type { Call, Command } from '../commands.ts';
import { mistake } from '../config/fields.ts';
import { DEMO_TENANT } from '../demo-shop.ts';

/** A command that is one of several actions, such as `railyard seller add`. Without one it says how it is used. */
export function withActions(usage: string, actions: Readonly<Record<string, Command>>): Command {
  return async (call: Call) => {
    const [name, ...args] = call.args;
    if (name === undefined || call.args.some((arg) => arg === '--help' || arg === '-h'))
      return call.say(usage);
    const run = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (!run) throw mistake(`There is no action "${name}".\n\n${usage}`);
    await run({ ...call, args });
  };
}

/** The option of every action on what belongs to a tenant. */
export const TENANT = { tenant: { type: 'string', default: DEMO_TENANT } } as const;
