import type { Inspector } from './inspector.ts';
import type { Tally } from './tally.ts';

/** What is done with an inspector. */
export interface Walk {
  readonly run: (inspector: Inspector) => Promise<void>;
  /** Whether it is to call every tool. */
  readonly isWhole: boolean;
}

const METHODS: readonly string[] = ['tools/list', 'resources/list', 'resources/read'];

/** Lists the tools, takes the walk, and counts the methods and tools that answered as they should. */
export async function look(inspector: Inspector, walk: Walk, tally: Tally): Promise<void> {
  let listed: readonly string[] = [];
  let failure: string | null = null;
  try {
    listed = await inspector.tools();
    await walk.run(inspector);
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
  }

  const { asked } = inspector;
  const known = [...METHODS, ...listed];
  const broken = failure === null ? null : asked.at(-1);
  for (const name of new Set(asked)) {
    if (name === broken) tally.fail(name, failure ?? '');
    else if (known.includes(name)) tally.pass(name);
    else tally.fail(name, 'it is not listed');
  }

  const left = known.filter((name) => !asked.includes(name));
  if (failure !== null) tally.skip(left, 'nothing is asked after a failure');
  else if (!walk.isWhole) tally.skip(left, 'they are called when something is bought');
  else for (const name of left) tally.fail(name, 'it is listed, and was not called');
}
