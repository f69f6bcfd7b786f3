import { flawOf, optional, readFields } from '../../faults/shape.ts';
import { flavorOf } from '../versions.ts';
import type { AuthorizationReason } from './objects.ts';
import type { Ruler } from './state.ts';

/** What was decided about an authorization. */
export interface Ruling {
  readonly approved: boolean;
  readonly reason: AuthorizationReason;
  /** What was wrong with the platform's answer; null when nothing was. */
  readonly message: string | null;
  /** What the platform adds to the authorization. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** A ruling for one reason, that nothing is added to. */
export function ruled(reason: AuthorizationReason, message: string | null = null): Ruling {
  const approved = reason === 'card_active' || reason === 'webhook_approved';
  return { approved, reason, message, metadata: {} };
}

/** What the platform's silence means, which it has said before. */
export function silenceOf({ onTimeout }: Ruler): Ruling {
  return { ...ruled('webhook_timeout'), approved: onTimeout === 'approve' };
}

/** What a platform's answer means: anything but an answer as Stripe wants it is `webhook_error`, and declines. */
export async function hear(answer: Promise<Response>, ruler: Ruler): Promise<Ruling> {
  try {
    const response = await answer;
    return readRuling(response, await response.text());
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    return isLate ? silenceOf(ruler) : ruled('webhook_error', 'The endpoint could not be reached.');
  }
}

function readRuling({ status, headers }: Response, body: string): Ruling {
  if (status !== 200) return ruled('webhook_error', `The endpoint answered ${status}, not 200.`);
  if (flavorOf(headers.get('stripe-version') ?? '') === null)
    return ruled('webhook_error', 'The header Stripe-Version is missing, or no version of the API.');
  if (!/^application\/json\s*(;|$)/i.test(headers.get('content-type') ?? 'application/json'))
    return ruled('webhook_error', 'The content type must be application/json.');
  const said = parseJson(body);
  const flaw = flawOf(said, SHAPE);
  if (flaw !== null) return ruled('webhook_error', flaw);
  const { approved, metadata = {} } = readFields(said);
  return {
    ...ruled(approved === true ? 'webhook_approved' : 'webhook_declined'),
    metadata: metadata as Ruling['metadata'],
  };
}

/** An `amount` would be for requests whose amount is controllable, which there are none of here. */
const SHAPE = {
  approved: { says: 'a boolean', fits: (value: unknown) => typeof value === 'boolean' },
  metadata: optional({
    says: 'an object of texts',
    fits: (value) =>
      typeof value === 'object' &&
      value !== null &&
      Object.values(value).every((one) => typeof one === 'string'),
  }),
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
