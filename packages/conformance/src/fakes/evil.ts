import type { PaymentRail } from '@railyard/core/rail';
import { contextMisbehaviours } from './evil/context.ts';
import { credentialMisbehaviours } from './evil/credentials.ts';
import { inputMisbehaviours } from './evil/inputs.ts';
import { lies } from './evil/lies.ts';
import { memberMisbehaviours } from './evil/members.ts';
import { outputMisbehaviours } from './evil/output.ts';
import { pageMisbehaviours } from './evil/pages.ts';
import { type Aids, agentRail, type Misbehaviour, personRail } from './evil/rail.ts';
import { refundMisbehaviours } from './evil/refunds.ts';

export { EVIL_NAME, EVIL_SECRET, type Expectation, type Misbehaviour } from './evil/rail.ts';

/** Everything that a rail may do to an engine short of blocking its thread, each with what the engine makes of it. */
export const misbehaviours: readonly Misbehaviour[] = [
  ...memberMisbehaviours,
  ...lies,
  ...credentialMisbehaviours,
  ...inputMisbehaviours,
  ...outputMisbehaviours,
  ...pageMisbehaviours,
  ...contextMisbehaviours,
  ...refundMisbehaviours,
];

/** A rail over the fake provider that is honest but for one misbehaviour. Its agents pay with `x-evil-token`. */
export function evilRail({ payer, bend }: Misbehaviour, aids: Aids): PaymentRail<'evil'> {
  const honest = payer === 'agent' ? agentRail() : personRail();
  return { ...honest, ...bend(honest, aids) } as PaymentRail<'evil'>;
}
