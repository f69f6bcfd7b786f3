// Longer ones are not read.
const LONGEST = 4_096;
const RANGE = /^([a-z0-9:_-]+|\*)\/([A-Za-z0-9-]+|\*)$/;
const WEIGHT = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/i;

interface Range {
  /** How many of method and intent it names. */
  readonly names: number;
  readonly weight: number;
}

/**
 * How much a client wants this method and intent, from 0 (not at all) to 1, by the most specific range of its
 * `Accept-Payment`; null when it says nothing of them. Ranges that cannot be read do not count. For a platform that
 * offers more than one method of the protocol, and puts them in order.
 */
export function prefers(acceptPayment: string | undefined, method: string, intent: string): number | null {
  if (acceptPayment === undefined || acceptPayment.length > LONGEST) return null;
  const ranges = acceptPayment.split(',').map((text) => readRange(text, method, intent));
  return ranges.reduce(moreSpecific, null)?.weight ?? null;
}

function readRange(text: string, method: string, intent: string): Range | null {
  const [range = '', weight, ...more] = text.split(';').map((part) => part.trim());
  const [, ofMethod, ofIntent] = RANGE.exec(range) ?? [];
  if ((ofMethod !== method && ofMethod !== '*') || (ofIntent !== intent && ofIntent !== '*')) return null;
  const q = weight === undefined ? '1' : WEIGHT.exec(weight)?.[1];
  if (q === undefined || more.length > 0) return null;
  return { names: Number(ofMethod !== '*') + Number(ofIntent !== '*'), weight: Number(q) };
}

/** Of two that are as specific, the one that wants it more. */
function moreSpecific(best: Range | null, other: Range | null): Range | null {
  if (!best || !other) return best ?? other;
  if (best.names !== other.names) return best.names > other.names ? best : other;
  return best.weight >= other.weight ? best : other;
}
