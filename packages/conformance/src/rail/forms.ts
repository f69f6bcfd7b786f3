/** One way to write a secret, and how to say which. */
export interface Form {
  readonly text: string;
  readonly as: '' | ', in base64' | ', as in an address';
}

/** Characters. Shorter parts of base64 turn up by chance. */
const LEAST = 8;

/** The ways to write a secret in which a text may hold it. */
export function formsOf(secret: string): readonly Form[] {
  const written = [secret, JSON.stringify(secret).slice(1, -1)].map((text) => ({ text, as: '' }) as const);
  const escaped = { text: encodeURIComponent(secret), as: ', as in an address' } as const;
  const encoded = [0, 1, 2].map((before) => within(secret, before)).filter(({ length }) => length >= LEAST);
  const spelled = encoded.flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')]);
  return [...written, escaped, ...spelled.map((text) => ({ text, as: ', in base64' }) as const)];
}

/** The base64 of a secret after so many other bytes: the characters that no byte beside it has a part in. */
function within(secret: string, before: number): string {
  const bytes = [...new Uint8Array(before), ...new TextEncoder().encode(secret)];
  const whole = btoa(bytes.map((one) => String.fromCharCode(one)).join(''));
  return whole.slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
}
