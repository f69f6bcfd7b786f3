import type { FacilitatorFault, Hostile } from '@railyard/sandbox';
import type { Chance } from './chance.ts';

/** A facilitator says it before it submits anything, so a payer can be told that no money moved. */
const REFUSED = 'kyt_risk_detected';

const FAULTS: readonly [FacilitatorFault, ...FacilitatorFault[]] = [
  { fault: 'cut', when: 'before' },
  { fault: 'cut', when: 'after' },
  { fault: 'bad_gateway', when: 'after' },
  { fault: 'stall', when: 'before' },
  { fault: 'stall', when: 'after' },
  { fault: 'delay', ms: 300 },
  { fault: 'pending' },
  { fault: 'false_failure', reason: REFUSED },
  { fault: 'leaky_refusal', reason: REFUSED },
];

/** Lets up to two settlements of a cycle go wrong, and now and then what the merchant sees of the chain. */
export async function makeTrouble(sandbox: Hostile, chance: Chance): Promise<void> {
  await sandbox.reset();
  for (let left = chance.below(3); left > 0; left -= 1) {
    await sandbox.facilitator('settle', chance.pick(FAULTS));
  }
  if (chance.oneIn(4)) await sandbox.lag(1 + chance.below(3));
  if (chance.oneIn(3)) await sandbox.rpc({ fault: 'error', times: 1 + chance.below(12) });
}
