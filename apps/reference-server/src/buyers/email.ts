import { z } from '@hono/zod-openapi';

/** An e-mail address as people write it. */
export const emailInput = z.string().trim().max(254).check(z.email());

/** The e-mail address that all spellings of one address share: the domain knows no case, the part before it may. */
export function canonicalEmail(email: string): string {
  const [local, domain] = partsOf(email);
  return `${local}@${domain.toLowerCase()}`;
}

/**
 * The mailbox that an address most likely reaches, whatever its case and its `+tag`: what is counted when mail is sent,
 * so that many spellings of one address are no way around.
 */
export function mailboxOf(email: string): string {
  const [local, domain] = partsOf(email.toLowerCase());
  return `${local.replace(/(?<=.)\+.*$/, '')}@${domain}`;
}

function partsOf(email: string): readonly [local: string, domain: string] {
  const text = email.trim();
  const at = text.lastIndexOf('@');
  return [text.slice(0, at), text.slice(at + 1)];
}
