import { RailError } from '@railyard/core';
import type { Context } from 'hono';
import { limitBody, readBody } from '../http/body.ts';
import type { Environment } from '../http/environment.ts';

const FORM = /^application\/x-www-form-urlencoded\s*(?:;|$)/i;
const utf8 = new TextDecoder();

/** What a form was filled in with. Throws `validation` for what no form sends, `payload_too_large`. */
export async function readForm(c: Context<Environment>): Promise<URLSearchParams> {
  if (!FORM.test(c.env.headers['content-type'] ?? '')) throw unreadable();
  limitBody(c);
  await readBody(c);
  return new URLSearchParams(utf8.decode(c.get('body')));
}

/** The method that a buyer has pressed. Throws `validation` for what no form of ours sends, `payload_too_large`. */
export async function readMethod(c: Context<Environment>): Promise<string> {
  const [method, ...others] = (await readForm(c)).getAll('method');
  if (method === undefined || others.length > 0) throw unreadable();
  return method;
}

function unreadable(): RailError {
  return new RailError('validation', 'What is chosen here is sent as a form.');
}
