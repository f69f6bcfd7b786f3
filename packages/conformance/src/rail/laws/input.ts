import { canonical, type Json } from '@railyard/core/rail';
import { expect } from '../../expect.ts';
import { beginGood, paidOn, refundOf } from '../course.ts';
import { frozen } from '../frozen.ts';
import { law, type RailLaw } from '../law.ts';
import { askingOf, placeOf } from '../place.ts';
import type { Scene } from '../scene.ts';
import { anyRail } from '../shape.ts';

/** What a rail is given belongs to whoever gave it. */
export const inputLaws: readonly RailLaw[] = [
  law('leaves what it is given as it was', anyRail, async (open) => {
    for (const form of ['open', 'frozen'] as const) {
      for (const ask of await asksOf(await open())) {
        const change = await ask.leaves(form);
        expect(change === null, `${ask.member} changed what it was given, or tried to: ${change}`);
      }
    }
  }),
];

interface Ask {
  readonly member: string;
  /** Resolves with null, or with what tells that the inputs were changed. */
  leaves(form: 'open' | 'frozen'): Promise<string | null>;
}

function on<Given extends readonly unknown[]>(
  member: string,
  given: Given,
  ask: (...given: Given) => unknown,
): Ask {
  return {
    member,
    async leaves(form) {
      const inputs = structuredClone(given);
      if (form === 'frozen') frozen(inputs);
      const before = textOf(inputs);
      const written = await writeIn(() => ask(...inputs));
      return textOf(inputs) === before ? written : 'it is another value afterwards.';
    },
  };
}

/** What a write to something frozen says; null for every other end. */
async function writeIn(ask: () => unknown): Promise<string | null> {
  try {
    await ask();
    return null;
  } catch (error) {
    const isWrite =
      error instanceof TypeError && /read.only|not extensible|delete property/.test(error.message);
    return isWrite ? error.message : null;
  }
}

async function asksOf(scene: Scene): Promise<readonly Ask[]> {
  const { rail } = scene;
  const purchase = scene.purchase();
  const { credential, ...attempt } = await beginGood(scene, purchase);
  const { ending: _, ...context } = attempt.context('settle');
  return [
    on('accepts', [purchase] as const, (one) => rail.accepts?.(one)),
    ...(await asksOfAgents(scene)),
    on('settle', [purchase, credential] as const, (one, other) => rail.settle(one, other, context)),
    on('status', [attempt.ref()] as const, (ref) => rail.status(ref, context)),
    on('cancel', [attempt.ref()] as const, (ref) => rail.cancel?.(ref, context)),
    ...(rail.refund ? [await askForRefund(scene)] : []),
  ];
}

async function asksOfAgents(scene: Scene): Promise<readonly Ask[]> {
  const { rail } = scene;
  const purchase = scene.purchase();
  const request = rail.manifest.payer === 'agent' ? await scene.good(purchase) : null;
  if (!request) return [];
  const place = placeOf(scene);
  const { body, ...rest } = request; // bytes cannot be frozen
  const { credential } = await beginGood(scene, purchase, 3);
  return [
    on('detect', [rest] as const, (one) => rail.detect({ ...one, body })),
    on('challenge', [purchase, rest] as const, (one, other) =>
      rail.challenge(one, askingOf(scene, { ...other, body })),
    ),
    on('check', [purchase, credential] as const, (one, other) => other && rail.check?.(one, other, place)),
  ];
}

async function askForRefund(scene: Scene): Promise<Ask> {
  const paid = await paidOn(scene, undefined, 2);
  const { ending: _, ...context } = paid.context('refund');
  return on('refund', [paid.ref(), refundOf(paid)] as const, (ref, request) =>
    scene.rail.refund?.(ref, request, context),
  );
}

function textOf(inputs: readonly unknown[]): string {
  return canonical(inputs as readonly Json[]);
}
