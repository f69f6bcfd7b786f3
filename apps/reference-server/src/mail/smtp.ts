import { RailError } from '@railyard/core';
import { createTransport } from 'nodemailer';
import { isLoopback } from '../loopback.ts';
import type { Mail } from '../mail.ts';

/** Where mail is handed in, and whom it is from. */
export interface MailSettings {
  /** `smtp://` or `smtps://`, with user and password where the server wants them. */
  readonly url: string;
  readonly from: string;
}

const PATIENCE = 10_000;

/** Mail over SMTP; unencrypted to this machine alone, unless the address says otherwise. */
export function smtpMail({ url, from }: MailSettings): Mail {
  const transport = createTransport({
    url,
    requireTLS: !isLoopback(new URL(url).hostname),
    connectionTimeout: PATIENCE,
    greetingTimeout: PATIENCE,
    socketTimeout: PATIENCE,
    dnsTimeout: PATIENCE,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const host = new URL(url).hostname;
  return {
    async send({ id, to, subject, text }) {
      try {
        // As an object, so that nothing in it is read as a list of addresses.
        await transport.sendMail({
          from,
          to: { name: '', address: to },
          subject,
          text,
          ...(id !== undefined && { messageId: `<${id}@${host}>` }),
        });
      } catch (error) {
        throw unsent(error);
      }
    },
  };
}

/** A mail server's words can hold the address, so only the kind of failure is kept. */
function unsent(error: unknown): RailError {
  const { code = 'unknown' } = error as { readonly code?: string };
  return new RailError('upstream_unavailable', 'The mail could not be sent.', {
    retryAfter: 60,
    nextAction: 'Check the e-mail address with the buyer, and ask again in a minute.',
    cause: new Error(`The mail server did not take the mail (${code}).`),
  });
}
