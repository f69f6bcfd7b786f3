import { type Check, flawOf, keyOf, optional, readFields, type Shape } from '../faults/shape.ts';
import { refused } from './errors.ts';
import { CURRENCIES, isAmount } from './money.ts';

const LONGEST_TEXT = 500;
const LONGEST_URL = 2048;
const MOST_KEYS = 20;
const LONGEST_VALUE = 100;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** What a checkout is asked for with. */
export interface CreateBody {
  readonly amount: string;
  readonly currency: string;
  readonly network?: 'base';
  readonly description?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly successRedirectUrl?: string;
  readonly failRedirectUrl?: string;
  readonly expiresAt?: string;
}

export interface RefundBody {
  readonly amount: string;
  readonly currency?: string;
  readonly reason?: string;
}

const amount: Check = {
  says: 'a decimal number in a text, with two decimals at most',
  fits: (value) => typeof value === 'string' && isAmount(value),
};
const metadata: Check = {
  says: `an object of up to ${MOST_KEYS} texts, names and texts of up to ${LONGEST_VALUE} characters`,
  fits: isMetadata,
};
const redirect: Check = {
  says: `an https address of up to ${LONGEST_URL} characters`,
  fits: (value) => typeof value === 'string' && value.length <= LONGEST_URL && isAddress(value),
};

const CREATE: Shape = {
  amount,
  currency: keyOf(CURRENCIES),
  network: optional(keyOf({ base: 1 })),
  description: optional(upTo(LONGEST_TEXT)),
  metadata: optional(metadata),
  successRedirectUrl: optional(redirect),
  failRedirectUrl: optional(redirect),
  expiresAt: optional({ says: 'a time as of RFC 3339', fits: isTime }),
};
const REFUND: Shape = {
  amount,
  currency: optional(keyOf(CURRENCIES)),
  reason: optional(upTo(LONGEST_TEXT)),
};

/** What a body asks for. This and the other throw 400 with a sentence for what does not belong there. */
export function parseCreate(body: unknown): CreateBody {
  checkBody(body, CREATE);
  return body as CreateBody;
}

export function parseRefund(body: unknown): RefundBody {
  checkBody(body, REFUND);
  return body as RefundBody;
}

/** Throws 400 for a body that says anything. */
export function parseNothing(body: unknown): void {
  if (body !== null) checkBody(body, {});
}

function checkBody(body: unknown, shape: Shape): void {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw refused('The body must be a JSON object.');
  const flaw = flawOf(body, shape);
  if (flaw !== null) throw refused(flaw);
}

function upTo(length: number): Check {
  return {
    says: `a text of up to ${length} characters`,
    fits: (value) => typeof value === 'string' && value.length <= length,
  };
}

function isMetadata(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(readFields(value));
  const short = upTo(LONGEST_VALUE);
  return entries.length <= MOST_KEYS && entries.flat().every((text) => short.fits(text));
}

/** Coinbase takes https alone. A shop on this machine has no certificate. */
function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname));
}

/** Whether a value is a time as of RFC 3339. */
export function isTime(value: unknown): boolean {
  return typeof value === 'string' && TIME.test(value) && !Number.isNaN(Date.parse(value));
}
