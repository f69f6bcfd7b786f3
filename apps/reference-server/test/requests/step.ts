import * as fc from 'fast-check';
import { type Ask, hostileAsk, validAsk } from './ask.ts';
import type { Operation } from './document.ts';
import { STORIES } from './stories.ts';

/** What happens beside requests. */
export type Event =
  | { readonly do: 'wait'; readonly ms: number }
  /** A buyer acts on the newest page of each provider. */
  | { readonly do: 'visit'; readonly action: 'pay' | 'leave' | 'expire' }
  /** The providers ring. */
  | { readonly do: 'ring' }
  /** Whoever was last asked to pay sends the same request again, and the payment with it. */
  | { readonly do: 'pay' }
  /** A round of the background work. */
  | { readonly do: 'work' }
  /** From now on a person decides about what the usual agent pays. */
  | { readonly do: 'guard' }
  /** What the providers do, the server learns nothing of; or it does again. */
  | { readonly do: 'darken' | 'lighten' };

export type Step = Ask | Event;

const MINUTE = 60_000;

/** Stories with others' doings in between, as many as come to some twenty requests. */
export function drawnSteps(operations: readonly Operation[]): fc.Arbitrary<readonly Step[]> {
  const find = (name: string): Operation => {
    const found = operations.find((one) => one.name === name);
    if (!found) throw new Error(`The document has no "${name}" any more.`);
    return found;
  };
  const told = STORIES.map(({ mood, steps }) => {
    const drawn = steps.map((step) =>
      typeof step === 'string' ? validAsk(find(step), mood) : fc.constant<Step>(step),
    );
    return fc.tuple(...drawn.map((step) => fc.option<Step>(step, { freq: 60 })));
  });
  const any = fc.oneof(
    { weight: 4, arbitrary: fc.oneof(...operations.map((one) => validAsk(one, 'any'))) },
    { weight: 7, arbitrary: fc.oneof(...operations.map(hostileAsk)) },
    { weight: 1, arbitrary: event },
  );
  return fc
    .tuple(fc.oneof(...told), fc.array<Step>(any, { maxLength: 40, size: 'max' }))
    .map(([story, others]) => interleaved(story, others));
}

const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 1_000, MINUTE) }),
  fc.record({ do: fc.constant('visit' as const), action: fc.constantFrom('pay', 'leave', 'expire') }),
  fc.constantFrom<Event>(
    { do: 'ring' },
    { do: 'work' },
    { do: 'pay' },
    { do: 'guard' },
    { do: 'darken' },
    { do: 'lighten' },
  ),
);

function interleaved(story: readonly (Step | null)[], others: readonly Step[]): readonly Step[] {
  const each = Math.ceil(others.length / story.length);
  return story.flatMap((step, at) => [...(step ? [step] : []), ...others.slice(at * each, (at + 1) * each)]);
}
