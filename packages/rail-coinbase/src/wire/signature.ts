/** What a webhook is signed with, and what has to be signed for it to be genuine. */
export interface Signature {
  /** In seconds since 1970. */
  readonly time: number;
  /** What precedes the body in the signed bytes. */
  readonly prefix: string;
  readonly mac: Uint8Array<ArrayBuffer>;
}

const TIME = /^[1-9]\d{0,11}$/;
const NAMES = /^(?:[\w!#$%&'*+.^`|~-]+(?: [\w!#$%&'*+.^`|~-]+)*)?$/;
const MAC = /^[0-9a-f]{64}$/i;

type Headers = Readonly<Record<string, string | undefined>>;

/**
 * Reads `t=…,h=…,v1=…` or `t=…,v0=…`; null for anything else, and when a header that is signed is not there. Where both
 * are given `v1` counts, which signs the headers too.
 */
export function readSignature(header: string, headers: Headers): Signature | null {
  const parts = partsIn(header);
  const time = parts?.get('t');
  if (!parts || time === undefined || !TIME.test(time)) return null;
  const mac = macIn(parts.get('v1') ?? parts.get('v0'));
  const signed = parts.has('v1') ? signedHeaders(parts.get('h') ?? '', headers) : '';
  return mac && signed !== null ? { time: Number(time), prefix: `${time}.${signed}`, mac } : null;
}

/** The parts by their names; null when one is there twice. */
function partsIn(header: string): ReadonlyMap<string, string> | null {
  const parts = header.split(',').map((part) => {
    const [name = '', ...value] = part.split('=');
    return [name.trim(), value.join('=').trim()] as const;
  });
  const byName = new Map(parts);
  return byName.size === parts.length ? byName : null;
}

function signedHeaders(names: string, headers: Headers): string | null {
  // Names are signed as they are written, which is in lower case.
  if (!NAMES.test(names) || names !== names.toLowerCase()) return null;
  const values = names === '' ? [] : names.split(' ').map((name) => valueOf(name, headers));
  return values.includes(undefined) ? null : `${names}.${values.join('.')}.`;
}

function valueOf(name: string, headers: Headers): string | undefined {
  return Object.hasOwn(headers, name) ? headers[name] : undefined;
}

function macIn(hex: string | undefined): Signature['mac'] | null {
  if (hex === undefined || !MAC.test(hex)) return null;
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}
