import { type Fault, seen } from './fault.ts';
import { aborted, nameOf, read, requestOf, type Sent } from './sent.ts';
import type { RailBench } from './subject.ts';
import { textOf } from './words.ts';

/** The members of a rail that may use the network. */
export type Member = 'prepare' | 'settle' | 'status' | 'cancel' | 'refund' | 'webhook';

/** One call of the provider, whether or not it arrived. */
export interface Call extends Sent {
  readonly member: Member;
  /** Names it for people: `call 2 (POST /charges)`. */
  readonly name: string;
  /** Whether the provider's book changed by it. */
  readonly moved: boolean;
}

/** Which calls go wrong: the n-th of a member, from 0. */
export interface Plan {
  readonly member: Member;
  readonly at: number;
  readonly fault: Fault;
}

/** The way to the provider, which counts calls and has them go wrong on command. */
export interface Link {
  readonly calls: readonly Call[];
  /** From now on. */
  plans: readonly Plan[];
  /** Called before a call arrives, with its member and number. */
  before: ((member: Member, at: number) => Promise<void> | void) | null;
  /** What one invocation of a member sends through. */
  fetchFor(member: Member, ending: AbortController): typeof fetch;
  /** Lets what is late arrive. */
  deliver(): Promise<void>;
  /** Throws if the provider itself failed: a mistake of the subject. */
  check(): void;
}

export function createLink(bench: Pick<RailBench, 'answer' | 'book'>): Link {
  const calls: Call[] = [];
  const late: (() => Promise<Response>)[] = [];
  const failures: unknown[] = [];

  async function arrive(sent: Sent): Promise<Response> {
    try {
      return await bench.answer(requestOf(sent));
    } catch (error) {
      failures.push(error);
      throw error;
    }
  }

  /** Does with a call what the fault says; resolves with the answer, or null for one that did not arrive. */
  async function carry(sent: Sent, fault: Fault | null): Promise<Response | null> {
    switch (fault?.arrives ?? 'once') {
      case 'never':
        return null;
      case 'late':
        late.push(() => arrive(sent));
        return null;
      case 'twice':
        await arrive(sent);
        return arrive(sent);
      case 'once':
        return arrive(sent);
    }
  }

  const link: Link = {
    calls,
    plans: [],
    before: null,

    fetchFor(member, ending) {
      let count = 0;
      return async (input, init) => {
        const at = count;
        count += 1;
        const request = new Request(input, init);
        const signal = AbortSignal.any([request.signal, ending.signal]);
        signal.throwIfAborted();
        const sent = await read(request);
        await link.before?.(member, at);

        const plan = link.plans.find((one) => one.member === member && one.at === at);
        const fault = plan?.fault ?? null;
        const earlier = textOf(bench.book());
        const answer = await carry(sent, fault);
        calls.push({
          ...sent,
          member,
          name: `call ${at + 1} (${nameOf(sent)})`,
          moved: textOf(bench.book()) !== earlier,
        });
        return seen(fault ?? { sees: 'answer' }, answer, () => {
          // Whoever waits for an answer gives up some time; here that time takes no time.
          setTimeout(() => ending.abort(new Error('Nobody waits any more.')), 0);
          return aborted(signal);
        });
      };
    },

    async deliver() {
      for (const one of late.splice(0)) await one();
    },

    check() {
      if (failures.length > 0)
        throw new Error(
          `The subject's provider threw ${String(failures[0])} instead of answering. Have it answer nonsense with a 4xx, as a provider does.`,
        );
    },
  };
  return link;
}
