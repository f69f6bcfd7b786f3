import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { RailError } from '@railyard/core';
import getPort from 'get-port';
import { afterEach, expect, test } from 'vitest';
import { createInbox } from '../src/mail/inbox.ts';
import { smtpMail } from '../src/mail/smtp.ts';

const TO = 'ann@example.com';
const LETTER = { to: TO, subject: 'Your code', text: 'Your code is 123456\n' };
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A mail server that answers each command with a line, and keeps what it was sent. */
async function mailServer(answerTo: (command: string) => string) {
  const lines: string[] = [];
  const server = createServer((socket: Socket) => {
    socket.write('220 ready\r\n');
    let isLetter = false;
    let rest = '';
    socket.setEncoding('utf8');
    socket.on('data', (data: string) => {
      const parts = `${rest}${data}`.split('\r\n');
      rest = parts.pop() ?? '';
      for (const line of parts) {
        lines.push(line);
        if (isLetter && line !== '.') continue;
        isLetter = line === 'DATA';
        socket.write(`${isLetter ? '354 go on' : answerTo(line)}\r\n`);
      }
    });
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closing.push(() => void server.close());
  return { lines, url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** What went wrong with a letter, all that is known of it. */
async function failureOf(url: string): Promise<RailError> {
  const sent = await smtpMail({ url, from: 'shop@example.com' })
    .send(LETTER)
    .catch((error: unknown) => error);
  if (!(sent instanceof RailError)) throw new Error('It was sent.');
  return sent;
}

test('mail goes to the server that is set, from whom is set, to one person, in plain text', async () => {
  const { lines, url } = await mailServer(() => '250 fine');
  await smtpMail({ url, from: 'Shop <shop@example.com>' }).send(LETTER);
  expect(lines).toContain('MAIL FROM:<shop@example.com>');
  expect(lines.filter((line) => line.startsWith('RCPT'))).toEqual([`RCPT TO:<${TO}>`]);
  expect(lines).toContain('Subject: Your code');
  expect(lines).toContain('Your code is 123456');
});

test('a server that refuses the address is an error that holds no address and none of its words', async () => {
  const { url } = await mailServer((line) =>
    line.startsWith('RCPT') ? `550 <${TO}> is not welcome` : '250 fine',
  );
  const error = await failureOf(url);
  expect(error).toMatchObject({ code: 'upstream_unavailable', extras: { retryAfter: 60 } });
  expect(String(error.cause)).toContain('EENVELOPE');
  const told = [error.message, String(error.cause), JSON.stringify(error.toProblem())].join();
  expect([told.includes(TO), told.includes('welcome')]).toEqual([false, false]);
});

test('so is a server that is not there', async () => {
  const error = await failureOf(`smtp://127.0.0.1:${await getPort()}`);
  expect(error.code).toBe('upstream_unavailable');
});

test('an inbox keeps the fifty newest letters, the newest first', async () => {
  let now = 0;
  const inbox = createInbox(() => now);
  for (; now < 60; now += 1) await inbox.send({ ...LETTER, subject: String(now) });
  expect(inbox.received()).toHaveLength(50);
  expect(inbox.received()[0]).toEqual({ ...LETTER, subject: '59', at: 59 });
});
