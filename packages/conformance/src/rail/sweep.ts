import { FAULTS, type Fault } from './fault.ts';
import type { Member } from './link.ts';
import type { Scene } from './scene.ts';

/** One fault at one call of one member. */
export interface Mishap {
  readonly at: number;
  readonly fault: Fault;
  /** How many calls this member had made before. */
  readonly after?: number;
}

/** More calls than one member should ever need. */
export const MOST_CALLS = 30;

/** How many calls a member makes while nothing is wrong. */
export async function callsOf(
  open: () => Promise<Scene>,
  member: Member,
  ask: (scene: Scene) => Promise<unknown>,
): Promise<number> {
  const scene = await open();
  await ask(scene);
  return Math.min(madeBy(scene, member), MOST_CALLS);
}

/** How many calls a member has made so far. */
export function madeBy({ link }: Pick<Scene, 'link'>, member: Member): number {
  return link.calls.filter((call) => call.member === member).length;
}

/** Each of these faults at each of so many calls. */
export function mishaps(count: number, faults: readonly Fault[] = FAULTS): readonly Mishap[] {
  return Array.from({ length: count }, (_, at) => faults.map((fault) => ({ at, fault }))).flat();
}

/** Has these mishaps happen to this member, while the work runs. */
export async function under<T>(
  { link }: Pick<Scene, 'link'>,
  member: Member,
  mishap: Mishap | readonly Mishap[],
  work: () => Promise<T>,
): Promise<T> {
  link.plans = [mishap].flat().map((one) => ({ member, ...one }));
  try {
    return await work();
  } finally {
    link.plans = [];
  }
}

/** What happened to a call: `call 2 (POST /charges) of settle lost its reply`. */
export function happened(
  { link }: Pick<Scene, 'link'>,
  member: Member,
  { at, fault, after = 0 }: Mishap,
): string {
  const call = link.calls.filter((one) => one.member === member)[after + at];
  return `${call?.name ?? `call ${at + 1}`} of ${member} ${fault.says}`;
}

/** The same, as the beginning of a sentence. */
export function story(scene: Pick<Scene, 'link'>, member: Member, mishap: Mishap): string {
  return `After ${happened(scene, member, mishap)}`;
}

/** Two things that happened, one after the other. */
export function bothStories(
  scene: Pick<Scene, 'link'>,
  member: Member,
  [first, second]: readonly [Mishap, Mishap],
): string {
  return `${story(scene, member, first)}, and then ${happened(scene, member, second)}`;
}
