// Intermediaries refuse headers above 2 kB. The two texts without a bound of their own get these many bytes of JSON.
const LONGEST_RESOURCE = 400;
const LONGEST_DESCRIPTION = 400;

const NOT_PRINTABLE = /[^\x21-\x7e]/g;
const ESCAPED_IN_JSON = /["\\]/g;

/** An address in printable ASCII, no longer than a header can hold: what is too long becomes its origin. */
export function asciiUrl(resource: string): string {
  if (!URL.canParse(resource)) return plain(resource).slice(0, LONGEST_RESOURCE);
  const { href, origin, protocol } = new URL(resource);
  const address = plain(href);
  if (address.length <= LONGEST_RESOURCE) return address;
  return origin === 'null' || origin.length > LONGEST_RESOURCE ? protocol : origin;
}

function plain(text: string): string {
  return text
    .replace(NOT_PRINTABLE, '')
    .replace(ESCAPED_IN_JSON, (character) => (character === '"' ? '%22' : '%5C'));
}

/** The beginning of a description, as much as a header can hold. */
export function shortened(description: string): string {
  if (sizeOf(description) <= LONGEST_DESCRIPTION) return description;
  const characters = Array.from(description);
  while (sizeOf(`${characters.join('')}…`) > LONGEST_DESCRIPTION) characters.pop();
  return `${characters.join('')}…`;
}

function sizeOf(text: string): number {
  return new TextEncoder().encode(JSON.stringify(text)).length;
}
