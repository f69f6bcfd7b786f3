import type { Asked, Sale } from './history.ts';
import type { Violation } from './verdict.ts';

/** A violation as a person reads it, with all that was asked about its cart. */
export function tellOf({ fault, cart, seen }: Violation, sale: Sale | undefined): string {
  const asked = sale?.asked.map(lineOf) ?? [];
  return [`${fault}${cart === null ? '' : ` ${cart}`}: ${shortened(seen)}`, ...asked].join('\n  ');
}

function lineOf({ what, key, nonce, at, answer }: Asked): string {
  const parts = [
    `${(at / 1_000).toFixed(3)} s`,
    what,
    `key ${key.slice(0, 8)}`,
    nonce && `authorization ${nonce.slice(0, 10)}`,
    answer
      ? `answered ${answer.status} at ${(answer.at / 1_000).toFixed(3)} s: ${shortened(answer.text)}`
      : 'no answer',
  ];
  return parts.filter(Boolean).join(', ');
}

/** A challenge is long, and alike every time. */
function shortened(text: string): string {
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
}
