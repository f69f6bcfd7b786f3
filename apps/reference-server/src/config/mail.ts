import { z } from 'zod';
import type { MailSettings } from '../mail/smtp.ts';
import { mistake } from './fields.ts';

const ADDRESS =
  'MAIL_URL is no address of a mail server. Set it to one that begins with smtp:// or smtps://, with user and password if the server wants them.';
const SENDER = 'MAIL_FROM is no sender. Set it to an e-mail address, or to: Name <address>.';

/** The variables about mail. */
export const mailFields = {
  MAIL_URL: z.url({ protocol: /^smtps?$/, error: ADDRESS }).optional(),
  MAIL_FROM: z
    .string()
    .regex(/^(?:[^<>@",;\r\n]+ <[^\s<>@,;]+@[^\s<>@,;]+>|[^\s<>@,;]+@[^\s<>@,;]+)$/, { error: SENDER })
    .optional(),
};

interface MailSet {
  readonly MAIL_URL?: string | undefined;
  readonly MAIL_FROM?: string | undefined;
}

/** How mail is sent; null when it is not set. Throws `configuration` when only a half is. */
export function readMail({ MAIL_URL: url, MAIL_FROM: from }: MailSet): MailSettings | null {
  if (url === undefined && from === undefined) return null;
  if (url === undefined) throw mistake('MAIL_FROM is set without MAIL_URL. Set both, or neither.');
  if (from === undefined) throw mistake('MAIL_URL is set without MAIL_FROM. Set both, or neither.');
  return { url, from };
}
