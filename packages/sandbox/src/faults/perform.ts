import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'hono';
import { type OnNode, report } from '../mount.ts';
import { breakOff } from './break.ts';
import type { AskedCall, Lie } from './kinds.ts';
import type { Faults } from './state.ts';

/** One call of a facilitator. */
export interface Work extends Omit<AskedCall, 'fault'> {
  /** Does what was asked and answers truly. */
  answer(): Promise<Response>;
  readonly lies: Lies;
}

/** Answers that are not true; `reason` is the one that a refusal gives. */
export type Lies = Readonly<Partial<Record<Lie['fault'], (reason: string) => object | Promise<object>>>>;

/** Performs a call of a facilitator, or does to it what the sandbox was told. */
export async function perform(c: Context<OnNode>, faults: Faults, work: Work): Promise<Response> {
  const { call, payer, nonce } = work;
  const told = faults.facilitator.take((order) => order.call === call);
  faults.record({ call, payer, nonce, fault: told?.fault ?? null });
  if (told === null) return work.answer();

  switch (told.fault) {
    case 'delay':
      await sleep(told.ms);
      return work.answer();
    case 'cut':
    case 'stall':
    case 'bad_gateway':
    case 'html':
    case 'truncated':
    case 'status':
      if (told.when === 'after') await work.answer().catch(report);
      return breakOff(c, told);
    case 'pending':
    case 'false_success':
      return deceive(c, work, told.fault);
    case 'false_failure':
    case 'leaky_refusal':
      return deceive(c, work, told.fault, told.reason);
  }
}

async function deceive(
  c: Context<OnNode>,
  work: Work,
  lie: Lie['fault'],
  reason = 'insufficient_funds',
): Promise<Response> {
  const answered = await work.lies[lie]?.(reason);
  return answered ? c.json(answered) : work.answer();
}
