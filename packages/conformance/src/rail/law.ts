import type { PaymentRail } from '@railyard/core/rail';
import { openScene, type Scene } from './scene.ts';
import type { Shape } from './shape.ts';
import type { RailSubject } from './subject.ts';

/** What every rail keeps, as a check. */
export interface RailLaw {
  readonly name: string;
  /** Why it has nothing to say about a rail of this shape, or null. */
  shape(rail: PaymentRail): string | null;
  /**
   * Rejects with the first counter-example. Resolves with null, or with why the law has nothing to say about this rail.
   */
  check(subject: RailSubject): Promise<string | null>;
}

/** A law for rails of a shape. A body that finds nothing to hold against the law resolves with why. */
export function law(
  name: string,
  shape: Shape,
  body: (open: () => Promise<Scene>) => Promise<string | null | void>,
): RailLaw {
  return {
    name,
    shape,
    async check(subject) {
      const { rail } = await openScene(subject);
      return shape(rail) ?? (await body(() => openScene(subject))) ?? null;
    },
  };
}
