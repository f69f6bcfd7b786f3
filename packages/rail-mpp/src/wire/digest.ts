/** The SHA-256 of a body, as RFC 9530 writes it; `sha256` is in base64. */
export function encodeDigest(sha256: string): string {
  return `sha-256=:${sha256}:`;
}
