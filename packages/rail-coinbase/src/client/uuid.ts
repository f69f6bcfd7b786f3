/** The UUID that follows from a key. It has the form of version 4, the only one that Coinbase takes for a key. */
export async function uuidOf(key: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key));
  const hex = Array.from(new Uint8Array(digest, 0, 16), formed).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** One byte in hexadecimal, with the bits for version and variant in their places. */
function formed(byte: number, at: number): string {
  const bits = at === 6 ? (byte & 0x0f) | 0x40 : at === 8 ? (byte & 0x3f) | 0x80 : byte;
  return bits.toString(16).padStart(2, '0');
}
