import { happen, planOf, SCENARIOS } from '@railyard/conformance/simulation';
import { surface } from './surface.ts';

/** Tells a history step by step: that of a seed, or a named one. */
export async function tell(which: string): Promise<void> {
  const plan = /^\d{1,9}$/.test(which) ? planOf(Number(which)) : SCENARIOS[which]?.plan;
  if (!plan) {
    const names = Object.keys(SCENARIOS).map((name) => `  ${name}`);
    console.error(`There is no history "${which}". Take a seed, or one of these:\n${names.join('\n')}`);
    process.exitCode = 2;
    return;
  }
  console.log(JSON.stringify(plan, null, 2));
  const { violations, crashes, charges } = await happen(plan, { ...surface, tell: console.log });
  for (const violation of violations) console.log(`VIOLATION ${violation}`);
  console.log(`histories=1 crashes=${crashes} charges=${charges} violations=${violations.length}`);
  if (violations.length > 0) process.exitCode = 1;
}
