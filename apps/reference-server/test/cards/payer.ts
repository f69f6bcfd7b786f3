/** A client of the standard: it answers a challenge word for word. */
export function credentialFor(
  { headers }: { readonly headers: Headers },
  spt: string,
  change: Readonly<Record<string, unknown>> = {},
): string {
  const header = headers.get('www-authenticate') ?? '';
  const parameters = [...header.matchAll(/([a-z_]+)="([^"]*)"/g)];
  const challenge = Object.fromEntries(parameters.map(([, name = '', value = '']) => [name, value]));
  const credential = { challenge: { ...challenge, ...change }, payload: { spt } };
  return `Payment ${Buffer.from(JSON.stringify(credential)).toString('base64url')}`;
}

/** What a receipt says. */
export function receiptIn({ headers }: { readonly headers: Headers }): Record<string, unknown> {
  const text = Buffer.from(headers.get('payment-receipt') ?? '', 'base64url').toString();
  return JSON.parse(text) as Record<string, unknown>;
}
