/** Where a seller sells. */
export interface Storefront {
  /** The front page: https, on one of `hosts`. */
  readonly url: string;
  /** The host names of the seller's own site, each in full, such as `shop.example`. No link leads anywhere else. */
  readonly hosts: readonly string[];
}

const LONGEST = 2_048;
// What readers of addresses disagree about: backslashes, and control characters, also where they are encoded.
const DISPUTED = /[\\\p{Cc}]|%[01][\da-f]|%7f/iu;

/**
 * The address when it is one of the seller's own site, else null. It is read once, and what was read is what may be
 * sent to the buyer: other programs may read the text otherwise.
 */
export function addressAt({ hosts }: Storefront, text: unknown): URL | null {
  if (typeof text !== 'string' || text.length > LONGEST || DISPUTED.test(text)) return null;
  const url = URL.parse(text);
  if (url?.protocol !== 'https:' || url.port !== '' || url.username !== '' || url.password !== '')
    return null;
  url.hostname = withoutDot(url.hostname);
  return hosts.some((host) => hostNameOf(host) === url.hostname) ? url : null;
}

/** A host name as it is compared: in punycode and lower case, without the dot at the end. Null when it is none. */
export function hostNameOf(host: string): string | null {
  const url = URL.parse(`https://${host}/`);
  return url && url.href === `https://${url.hostname}/` ? withoutDot(url.hostname) : null;
}

function withoutDot(name: string): string {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}
