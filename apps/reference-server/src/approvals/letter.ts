import { toDecimal } from '@railyard/core';
import type { Approval } from '@railyard/core/spend';
import type { Message } from '../mail.ts';
import { momentInWords } from '../pay/dates.ts';
import { plain } from '../pay/html.ts';
import type { Payee } from './payee.ts';

interface Written {
  readonly to: string;
  readonly approval: Approval;
  readonly payee: Payee;
  readonly link: string;
  /** As letters name this server. */
  readonly host: string;
}

/** The letter to whoever decides. Who asks has written nothing in it: else anybody could write anything to them. */
export function letter({ to, approval, payee, link, host }: Written): Message {
  const { purchase, expiresAt } = approval;
  const sum = `${toDecimal(purchase.total)} ${purchase.total.currency.toUpperCase()}`;
  const shop = plain(payee.name);
  return {
    to,
    subject: `Approve ${sum} at ${shop}?`,
    text: [
      `An agent wants to pay ${sum} at ${shop}${delivery(payee)}, and waits for your decision.`,
      '',
      'See exactly what it wants to pay, then approve or deny it:',
      link,
      '',
      `The link is good until ${momentInWords(expiresAt)}. Opening it decides nothing. If you do nothing, nothing is paid.`,
      `Whoever has the link can decide for you, so pass it on to nobody, and to no assistant either. It is from ${host}.`,
      '',
    ].join('\n'),
  };
}

function delivery({ elsewhere }: Payee): string {
  if (!elsewhere) return '';
  const { deliverAt } = elsewhere;
  return ` for delivery ${deliverAt === null ? 'as soon as possible' : `on ${momentInWords(deliverAt)}`}`;
}
