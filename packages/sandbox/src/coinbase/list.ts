import { keyOf } from '../faults/shape.ts';
import { isTime } from './body.ts';
import { refused } from './errors.ts';
import { shown } from './happening.ts';
import type { Checkout, CheckoutStatus } from './objects.ts';
import type { HeldCheckout } from './state.ts';
import type { Work } from './work.ts';

const NAMES = new Set(['pageSize', 'pageToken', 'status', 'startTime', 'endTime', 'descriptionQuery']);
const STATUSES = keyOf({
  ACTIVE: 1,
  PROCESSING: 1,
  COMPLETED: 1,
  EXPIRED: 1,
  DEACTIVATED: 1,
  FAILED: 1,
  REFUNDED: 1,
  PARTIALLY_REFUNDED: 1,
} satisfies Record<CheckoutStatus, 1>);
const LONGEST_QUERY = 500;

/** A page of checkouts, newest first. */
export function listCheckouts({ state, query, origin }: Work): {
  readonly checkouts: readonly Checkout[];
  readonly nextPageToken?: string;
} {
  const asked = readQuery(query);
  const all = [...state.checkouts.values()].toReversed().filter((held) => fits(asked, held));
  const from = asked.after === null ? 0 : all.findIndex(({ link }) => link === asked.after) + 1;
  if (asked.after !== null && from === 0) throw refused('"pageToken" is of no page of this list.');
  const page = all.slice(from, from + asked.pageSize);
  const last = page.at(-1);
  const hasMore = from + page.length < all.length;
  return {
    checkouts: page.map((held) => shown(held, origin)),
    ...(hasMore && last && { nextPageToken: tokenOf(last.link) }),
  };
}

interface Query {
  readonly pageSize: number;
  /** The last of the page before. */
  readonly after: string | null;
  readonly statuses: readonly string[];
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function readQuery(query: string): Query {
  const fields = new URLSearchParams(query);
  for (const name of new Set(fields.keys())) {
    if (!NAMES.has(name)) throw refused(`"${name}" does not belong here.`);
    if (name !== 'status' && fields.getAll(name).length > 1) throw refused(`"${name}" was given twice.`);
  }
  const statuses = fields.getAll('status');
  if (!statuses.every((status) => STATUSES.fits(status))) throw refused(`"status" must be ${STATUSES.says}.`);
  const text = fields.get('descriptionQuery') ?? '';
  if (text.length > LONGEST_QUERY)
    throw refused(`"descriptionQuery" must be a text of up to ${LONGEST_QUERY} characters.`);
  const token = fields.get('pageToken');
  return {
    pageSize: pageSizeOf(fields.get('pageSize') ?? '20'),
    after: token === null ? null : Buffer.from(token, 'base64url').toString(),
    statuses,
    start: msOf(fields, 'startTime') ?? Number.NEGATIVE_INFINITY,
    end: msOf(fields, 'endTime') ?? Number.POSITIVE_INFINITY,
    text: text.toLowerCase(),
  };
}

function tokenOf(link: string): string {
  return Buffer.from(link).toString('base64url');
}

function pageSizeOf(text: string): number {
  if (/^([1-9]\d?|100)$/.test(text)) return Number(text);
  throw refused('"pageSize" must be a whole number from 1 to 100.');
}

function msOf(fields: URLSearchParams, name: string): number | null {
  const text = fields.get(name);
  if (text === null) return null;
  if (!isTime(text)) throw refused(`"${name}" must be a time as of RFC 3339.`);
  return Date.parse(text);
}

function fits({ statuses, start, end, text }: Query, { object }: HeldCheckout): boolean {
  const at = Date.parse(object.createdAt);
  return (
    (statuses.length === 0 || statuses.includes(object.status)) &&
    at >= start &&
    at <= end &&
    (object.description ?? '').toLowerCase().includes(text)
  );
}
