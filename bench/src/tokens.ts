import { randomBytes } from 'node:crypto';

/** A credential of the Machine Payments Protocol that answers the challenge of a 402 with a new token. */
export function credentialFor(response: Response): string {
  const header = response.headers.get('www-authenticate');
  if (response.status !== 402 || header === null) {
    throw new Error(`The server answered ${response.status} and asks for no token.`);
  }
  const parameters = [...header.matchAll(/([a-z_]+)="([^"]*)"/g)];
  const challenge = Object.fromEntries(parameters.map(([, name = '', value = '']) => [name, value]));
  const { externalId } = JSON.parse(Buffer.from(challenge['request'] ?? '', 'base64url').toString()) as {
    readonly externalId?: string;
  };
  const spt = `spt_${randomBytes(12).toString('hex')}`;
  const payload = { spt, ...(externalId !== undefined && { externalId }) };
  return `Payment ${Buffer.from(JSON.stringify({ challenge, payload })).toString('base64url')}`;
}
