import { RailError } from '@railyard/core';
import type { Row } from '@railyard/core/store';
import type { Message } from '../mail.ts';
import { type Code, type CodeKind, freshCode, newCode } from './code.ts';
import { checkPace, counted } from './counting.ts';
import type { Desk } from './desk.ts';
import { mailboxOf } from './email.ts';
import { BY_KEY, TO_MAILBOX } from './pace.ts';
import { type Asking, doneBefore, type Named, namedRequest, requestRow } from './request.ts';
import { passingKey } from './spaces.ts';

/** Somebody wants a code mailed. */
export interface CodeAsked extends Pick<Asking, 'tenant' | 'principal' | 'operation' | 'key'> {
  readonly email: string;
  /** What the buyer said their name is; null when they were not asked. */
  readonly name: string | null;
  readonly kind: CodeKind;
}

/** A code is on its way, or was already for this request. */
export interface CodeSent {
  readonly buyer: string;
  readonly replayed: boolean;
}

/**
 * Mails a new code, which takes the place of the one before. Whether the address is a buyer's is never looked up here,
 * so neither the answer nor its time can tell. Throws `rate_limited`, and what a mail throws.
 */
export async function sendCode(desk: Desk, asked: CodeAsked): Promise<CodeSent> {
  const { store, secret, random, mail } = desk;
  if (!mail) throw mailless();
  const { tenant, email, name, kind } = asked;
  const buyer = secret.buyer(tenant, email);
  const request = namedRequest(secret, { ...asked, contents: [email, name] });
  const code = newCode(random);

  const sent = await begin(desk, { asked, buyer, request, hash: secret.hash(kind, buyer, code) });
  if (sent.replayed) return sent;
  try {
    await mail.send(letter(asked, code, desk.host));
  } catch (error) {
    if (request) await store.update([request.key], () => ({ rows: [null], result: null }));
    throw error;
  }
  if (request) await finish(desk, asked, request);
  return sent;
}

interface Beginning {
  readonly asked: CodeAsked;
  readonly buyer: string;
  readonly request: Named | null;
  readonly hash: string;
}

/** One write that makes the code and counts it, before it is mailed: whoever asks too often changes nothing. */
function begin({ store, secret }: Desk, { asked, buyer, request, hash }: Beginning): Promise<CodeSent> {
  const { tenant, principal, email, name, kind } = asked;
  const keys = [
    passingKey(kind, buyer),
    passingKey('mailbox', secret.hash('mailbox', tenant, mailboxOf(email))),
    passingKey('mails', `${tenant}:${principal}`),
    ...(request ? [request.key] : []),
  ];
  return store.update<CodeSent>(keys, ([codeRow, mailbox, mails, known], now) => {
    if (doneBefore(request, known, now)) return { rows: [], result: { buyer, replayed: true } };
    checkPace(mailbox, TO_MAILBOX, now);
    checkPace(mails, BY_KEY, now);
    const told = name === null ? toldBefore(codeRow, principal) : { text: name, told: principal };
    const code = freshCode(hash, told, now);
    return {
      rows: [
        { value: code, tenant, state: 'sent', due: code.expiresAt },
        counted(tenant, mailbox, TO_MAILBOX, now),
        counted(tenant, mails, BY_KEY, now),
        ...(request ? [requestRow(asked, request, now, { isDone: false, sealed: null })] : []),
      ],
      result: { buyer, replayed: false },
    };
  });
}

/** The name that the same API key has told with the code before: who asks again has not to tell it again. */
function toldBefore(row: Row | null | undefined, principal: string): Code['name'] {
  const name = (row?.value as Code | undefined)?.name ?? null;
  return name?.told === principal ? name : null;
}

async function finish({ store }: Desk, asked: CodeAsked, request: Named): Promise<void> {
  await store.update([request.key], (_, now) => ({
    rows: [requestRow(asked, request, now, { isDone: true, sealed: null })],
    result: null,
  }));
}

const USES: Readonly<Record<CodeKind, (host: string) => string>> = {
  code: (host) =>
    `A shopping assistant asked for it at ${host}. Tell it to the assistant that you shop with, and to nobody else.`,
  sign_in: (host) =>
    `Type it into the page of ${host} on which you sign in. Tell it to nobody, and to no assistant either.`,
};

/** No name is in it: whoever asks could write anything to anybody. */
function letter({ email, kind }: CodeAsked, code: string, host: string): Message {
  return {
    to: email,
    subject: 'Your code',
    text: [
      `Your code is ${code}`,
      '',
      USES[kind](host),
      'It is good for ten minutes, and takes the place of any code before it.',
      '',
      'If you did not ask for a code, you need not do anything.',
      '',
    ].join('\n'),
  };
}

function mailless(): RailError {
  return new RailError(
    'upstream_unavailable',
    'This server sends no mail, so that no buyer can be verified.',
    {
      nextAction: 'Check out with the e-mail of the buyer. A buyer token is not needed.',
    },
  );
}
