import { isRailError, type RailError } from '@railyard/core/rail';
import type { Requirement } from '../wire/requirement.ts';
import type { Asking, Facilitator, FacilitatorProfile, Sender } from './facilitator.ts';
import { createProcessSender } from './in-process.ts';
import { createHttpSender } from './over-http.ts';

/** The facilitators of a rail, in the order in which they are tried. */
export interface Facilitators {
  /**
   * The first that takes our kind of payment; null when none can be asked. Nothing has been sent by then, so another
   * may be asked instead; from the submission on, no other is. Throws `configuration` when that is what is wrong.
   */
  pick(asking: Asking): Promise<Sender | null>;
  /** The one of this name; null when it is not configured any more. */
  named(name: string): Sender | null;
}

/** Facilitators over HTTP or in this process, each with at most `timeout` milliseconds for a payment. */
export function createFacilitators(
  list: readonly (FacilitatorProfile | Facilitator)[],
  network: Requirement['network'],
  timeout: number,
): Facilitators {
  const senders = list.map((one) =>
    'settle' in one ? createProcessSender(one, timeout) : createHttpSender(one, network, timeout),
  );

  return {
    async pick(asking) {
      let fault: RailError | null = null;
      for (const sender of senders) {
        try {
          if (await sender.takes(asking)) return sender;
        } catch (error) {
          if (isRailError(error) && error.code === 'configuration') fault ??= error;
        }
      }
      if (fault) throw fault;
      return null;
    },
    named: (name) => senders.find((sender) => sender.name === name) ?? null,
  };
}
