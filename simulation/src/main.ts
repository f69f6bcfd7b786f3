// Lets thousands of histories happen to the engine, in as many processes as there are processors, and checks each.

import { catchMutants } from './catch.ts';
import { readOptions } from './options.ts';
import { exhaust, type Found, random, type Total } from './run.ts';
import { tell } from './tell.ts';

const { mode, histories, seed, replay = '' } = readOptions(process.argv.slice(2));

switch (mode) {
  case 'replay':
    await tell(replay);
    break;
  case 'mutants':
    process.exitCode = (await catchMutants(seed, histories)) ? 0 : 1;
    break;
  case 'exhaustive':
    close(await exhaust());
    break;
  case 'random':
    close(await random(seed, histories));
    break;
}

function close({ histories: count, crashes, charges, found }: Total): void {
  for (const one of found.slice(0, 3)) console.log(textOf(one));
  console.log(`histories=${count} crashes=${crashes} charges=${charges} violations=${found.length}`);
  if (found.length > 0) process.exitCode = 1;
}

function textOf({ name, violations, trace }: Found): string {
  return [`${name}:`, ...violations.map((one) => `  ${one}`), 'The least that shows it:', ...trace].join(
    '\n',
  );
}
