import { happen, planOf } from '@railyard/conformance/simulation';
import { hash } from './hash.ts';

/** Tells the history of a seed, step by step. */
export async function tell(seed: number): Promise<void> {
  const plan = planOf(seed);
  console.log(JSON.stringify(plan, null, 2));
  const { violations, crashes, charges } = await happen(plan, { hash, tell: console.log });
  for (const violation of violations) console.log(`VIOLATION ${violation}`);
  console.log(`histories=1 crashes=${crashes} charges=${charges} violations=${violations.length}`);
  if (violations.length > 0) process.exitCode = 1;
}
