import { type Ending, happen } from './history.ts';
import type { Mishap, Plan } from './plan.ts';
import type { Surface } from './world.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** What may happen at each call: the machine dies before it or after it, or stands still for a while or for a day. */
const BLOWS: readonly Pick<Mishap, 'what' | 'when' | 'ms'>[] = [
  { what: 'crash', when: 'before', ms: 10 * SECOND },
  { what: 'crash', when: 'after', ms: 10 * SECOND },
  { what: 'freeze', when: 'after', ms: 50 * SECOND },
  { what: 'freeze', when: 'after', ms: 25 * HOUR },
];

/** The history with one blow each, for every call that its first machine makes. */
export async function* everyCrash(plan: Plan, surface: Surface): AsyncGenerator<[Plan, Ending]> {
  const unharmed = await happen(plan, surface);
  yield [plan, unharmed];
  for (let call = 1; call <= (unharmed.calls[0] ?? 0); call += 1) {
    for (const blow of BLOWS) {
      const harmed = { ...plan, mishaps: [...plan.mishaps, { host: 0, call, ...blow }] };
      yield [harmed, await happen(harmed, surface)];
    }
  }
}
