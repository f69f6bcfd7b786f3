import type { Mount } from '@railyard/core';
import type { Allowance } from '@railyard/core/spend';
import { mistake } from '../config/fields.ts';
import { CARD_RAIL } from '../rails/card.ts';

/** Throws a sentence for a rail that there is not: forbidding it would forbid nothing. */
export function checkRailsNamed(
  allowance: Allowance | null | undefined,
  platform: readonly Pick<Mount, 'rail'>[],
): void {
  const ids = [...platform.map(({ rail }) => rail.id), CARD_RAIL];
  const unknown = namesIn(allowance).find((name) => !ids.includes(name));
  if (unknown === undefined) return;
  throw mistake(`There is no rail "${unknown}" to spend on. Write some of ${ids.join(', ')}.`);
}

export function namesIn(allowance: Allowance | null | undefined): readonly string[] {
  if (!allowance) return [];
  return 'only' in allowance ? allowance.only : allowance.never;
}
