import type { PaymentEvent, PaymentRail, Prepared, RefundState, Settlement } from '@railyard/core/rail';
import type { RailSubject } from '../../../src/index.ts';
import { hosted, keyed, nonce, over, ringing } from '../benches.ts';
import { cancelOf, refundOf } from '../plant.ts';

/** A rail with an answer that is not in the contract of a rail, and what every law says that meets it. */
interface Strange {
  readonly subject: RailSubject;
  readonly says: string;
}

type Answer<State extends Settlement['state']> = Extract<Settlement, { state: State }>;

/** The subject, whose answers of this state are others. */
function answering<State extends Settlement['state']>(
  subject: RailSubject,
  member: 'settle' | 'status' | 'cancel',
  state: State,
  change: (answer: Answer<State>) => unknown,
): RailSubject {
  const changed = (answer: Settlement): Settlement =>
    (answer.state === state ? change(answer as Answer<State>) : answer) as Settlement;
  return over(subject, (rail) => {
    const asked: Pick<PaymentRail, 'settle' | 'status' | 'cancel'> = {
      settle: async (...given) => changed(await rail.settle(...given)),
      status: async (...given) => changed(await rail.status(...given)),
      cancel: async (...given) => changed(await cancelOf(rail)(...given)),
    };
    return { [member]: asked[member] };
  });
}

/** The keyed fake, which answers a refund of this state with another. */
function refunding(state: RefundState['state'], instead: unknown): RailSubject {
  return over(keyed, (rail) => ({
    async refund(...given) {
      const answer = await refundOf(rail)(...given);
      return answer.state === state ? (instead as RefundState) : answer;
    },
  }));
}

/** The ringing fake, whose events have this in them. */
function ringingWith(change: Partial<PaymentEvent>): RailSubject {
  return over(ringing, (rail) => ({
    async webhook(...given) {
      const event = await rail.webhook?.(...given);
      return event ? { ...event, ...change } : null;
    },
  }));
}

/** The keyed fake with this in place of what it prepared. */
function preparing(instead: unknown): RailSubject {
  return over(keyed, () => ({ prepare: async () => instead as Prepared }));
}

/** Answers that the engine does not believe. */
export const CONTRACT: Readonly<Record<string, Strange>> = {
  'a receipt without a body': {
    says: 'settle gave what the engine does not believe (rail_answer_invalid): {"state":"paid","reference":"ch_',
    subject: answering(keyed, 'settle', 'paid', (answer) => ({ ...answer, receipt: { headers: {} } })),
  },
  'a receipt without a body, later': {
    says: 'status gave what the engine does not believe (rail_answer_invalid): {"state":"paid"',
    subject: answering(keyed, 'status', 'paid', (answer) => ({ ...answer, receipt: { headers: {} } })),
  },
  'a payment without a name': {
    says: 'settle gave what the engine does not believe (paid_without_reference): {"state":"paid","reference":""',
    subject: answering(nonce, 'settle', 'paid', (answer) => ({ ...answer, reference: '' })),
  },
  'a decline with an empty code': {
    says: 'settle gave what the engine does not believe (rail_answer_invalid): {"state":"declined"',
    subject: answering(keyed, 'settle', 'declined', (answer) => ({ ...answer, code: '' })),
  },
  'a decline without evidence': {
    says: 'settle gave what the engine does not believe (rail_answer_invalid): {"state":"declined"',
    subject: answering(keyed, 'settle', 'declined', ({ state, reason }) => ({ state, reason })),
  },
  'a page that is a script': {
    says: 'settle gave what the engine does not believe (rail_answer_invalid): {"state":"action_required"',
    subject: answering(hosted, 'settle', 'action_required', (page) => ({ ...page, url: 'javascript:pay()' })),
  },
  'a page that is a script, later': {
    says: 'status gave what the engine does not believe (rail_answer_invalid): {"state":"action_required"',
    subject: answering(hosted, 'status', 'action_required', (page) => ({ ...page, url: 'javascript:pay()' })),
  },
  'a cancel that does not say what is cancelled': {
    says: 'cancel gave what the engine does not believe (rail_answer_invalid): nothing',
    subject: answering(hosted, 'cancel', 'cancelled', () => undefined),
  },
  'an answer that JSON cannot hold': {
    says: 'status gave what the engine does not believe (rail_answer_invalid): what JSON cannot hold',
    subject: answering(keyed, 'status', 'unknown', (answer) => ({ ...answer, retryAfter: 1n })),
  },
  'a refund without a name': {
    says: 'refund gave what the engine takes for a throw: {"state":"refunded"}',
    subject: refunding('refunded', { state: 'refunded' }),
  },
  'a refund that failed without a reason': {
    says: 'refund gave what the engine takes for a throw: {"state":"failed"}',
    subject: refunding('failed', { state: 'failed' }),
  },
  'an event without an attempt': {
    says: 'webhook gave what the engine takes for a throw: {"tenant":"tenant_1","cart":"cart_1","attempt":""}',
    subject: ringingWith({ attempt: '' }),
  },
  'an event of a tenant that no store can name': {
    says: 'webhook gave what the engine takes for a throw: {"tenant":"a:b"',
    subject: ringingWith({ tenant: 'a:b' }),
  },
  'nothing prepared': {
    says: 'prepare gave what the engine takes for a throw: {}',
    subject: preparing({}),
  },
  'a refusal to prepare without a word': {
    says: 'prepare gave what the engine takes for a throw: {"refused":"","message":"No."}',
    subject: preparing({ refused: '', message: 'No.' }),
  },
};
