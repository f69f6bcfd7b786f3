import type { Exchange, Played } from './play.ts';
import type { Event } from './step.ts';

const MOST = 500;

/** What happened as a person reads it: the last request whole, for it is the one that went wrong. */
export function tellOf(played: Played): string {
  const last = played.at(-1);
  if (last?.do !== 'exchange') return 'Nothing was asked.';
  const { sending, answer, faults } = last;
  return [
    ...faults.map((fault) => `FAULT ${fault}`),
    ...played.slice(0, -1).map(lineOf),
    `${sending.method} ${shortened(sending.path)}`,
    ...sending.headers.map(([name, value]) => `  ${name}: ${shortened(value)}`),
    `  ${bodyText(sending.body)}`,
    `-> ${answer.status}`,
    ...Object.entries(answer.headers).map(([name, value]) => `  ${name}: ${shortened(value)}`),
    `  ${shortened(answer.text)}`,
  ].join('\n');
}

function lineOf(one: Exchange | Event): string {
  if (one.do !== 'exchange') return Object.values(one).join(' ');
  const { method, path, body } = one.sending;
  return `${method} ${shortened(path)} ${bodyText(body)} -> ${one.answer.status}`;
}

function bodyText(body: Buffer | null): string {
  return body ? shortened(JSON.stringify(body.toString()).slice(1, -1).replaceAll('\\"', '"')) : '';
}

function shortened(text: string): string {
  return text.length > MOST ? `${text.slice(0, MOST)}… (${text.length} characters)` : text;
}
