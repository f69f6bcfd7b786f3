import type { WebhookFault } from '../../faults/kinds.ts';
import { createQueue, type Queue } from '../../faults/queue.ts';
import { eventRequest } from '../signed.ts';
import type { State } from '../state.ts';
import type { AuthorizationReason } from './objects.ts';
import { hear, type Ruling, ruled, silenceOf } from './ruling.ts';
import type { Ruler } from './state.ts';

/** How long Stripe waits for the platform's answer, in milliseconds. */
export const PATIENCE_MS = 2000;
export const REQUEST = 'issuing_authorization.request';

/** Why the next authorizations are declined, though their cards could pay. */
export interface ToldDecline {
  readonly reason: Extract<
    AuthorizationReason,
    'insufficient_funds' | 'stripe_internal_error' | 'suspected_fraud'
  >;
  /** How many it befalls; one unless given. */
  readonly times?: number;
}

/** Who decides about authorizations, besides the cards themselves. */
export interface Issuer {
  readonly declines: Queue<ToldDecline>;
  /** Asks the platform about the request in an event. `card_active` when nobody is to be asked. */
  ask(account: string, event: string): Promise<Ruling>;
}

/** What an issuer works with. */
export interface IssuerWorld {
  readonly state: State;
  readonly webhooks: Queue<WebhookFault>;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
  /** Asks the platform. Rejects with a `TimeoutError` when it is silent for too long. */
  readonly authorize: (request: Request) => Promise<Response>;
  readonly save: () => Promise<void>;
}

export function createIssuer(world: IssuerWorld): Issuer {
  const { state, webhooks, save } = world;
  return {
    declines: createQueue(),
    async ask(account, event) {
      const ruler = state.rulers.get(account);
      if (!ruler) return ruled('card_active');
      // What is sent must have been kept: after a kill the id of an event would be given to another.
      await save();
      const told = webhooks.take(({ event: meant = REQUEST }) => meant === REQUEST);
      return spoiled(world, ruler, event, told);
    },
  };
}

/** A request that is late, or comes after what follows it, arrives all the same; its answer is heard by nobody. */
async function spoiled(
  { state, now, sleep, authorize }: IssuerWorld,
  ruler: Ruler,
  event: string,
  told: WebhookFault | null,
): Promise<Ruling> {
  const send = (): Promise<Response> => {
    const request = eventRequest(state.events.get(event), ruler.url, state.facts.webhookSecret, now());
    request.headers.set('accept', 'application/json');
    return authorize(request);
  };
  const sendUnheard = (): void => void send().catch(() => {});
  switch (told?.fault) {
    case undefined:
      return hear(send(), ruler);
    case 'duplicate': {
      const first = send();
      sendUnheard();
      return hear(first, ruler);
    }
    case 'delay':
      if (told.ms < PATIENCE_MS) return sleep(told.ms).then(() => hear(send(), ruler));
      await sleep(PATIENCE_MS);
      void sleep(told.ms - PATIENCE_MS).then(sendUnheard);
      return silenceOf(ruler);
    case 'reorder':
      await sleep(PATIENCE_MS);
      sendUnheard();
      return silenceOf(ruler);
    case 'drop':
      await sleep(PATIENCE_MS);
      return silenceOf(ruler);
  }
}
