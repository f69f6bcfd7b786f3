import type { JsonObject, PaymentRail, RailContext } from '@railyard/core/rail';
import type { Member } from './link.ts';
import { placeOf } from './place.ts';
import type { Scene } from './scene.ts';

/** How one member is asked. Left out: as for the first time, by this process. */
export interface Manner {
  readonly rail?: PaymentRail;
  readonly first?: boolean;
  /** In place of the context's own. */
  readonly change?: Partial<RailContext>;
}

/** What a rail is given, and the end of whoever waits for it. */
export interface AskContext extends RailContext {
  readonly ending: AbortController;
}

/** What the engine has stored of an attempt. */
interface Stored {
  readonly id: string;
  readonly key: string;
  readonly remembered: Record<string, string>;
  readonly prepared: JsonObject | null;
}

/** The context of one call, as the engine makes it. */
export function contextOf(
  scene: Scene,
  { id, key, remembered, prepared }: Stored,
  member: Member,
  { first = true, change }: Manner,
): AskContext {
  const ending = new AbortController();
  return {
    ...placeOf(scene),
    attempt: id,
    deployment: 'conformance',
    key,
    first,
    prepared: structuredClone(prepared),
    signal: ending.signal,
    fetch: scene.link.fetchFor(member, ending),
    async remember(facts) {
      Object.assign(remembered, facts);
    },
    ...change,
    ending,
  };
}
