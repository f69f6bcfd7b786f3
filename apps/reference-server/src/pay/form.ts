import { RailError } from '@railyard/core';
import type { Context } from 'hono';
import { limitBody, readBody } from '../http/body.ts';
import type { Environment } from '../http/environment.ts';

const FORM = /^application\/x-www-form-urlencoded\s*(?:;|$)/i;
const utf8 = new TextDecoder();

/** The method that a buyer has pressed. Throws `validation` for what no form of ours sends, `payload_too_large`. */
export async function readMethod(c: Context<Environment>): Promise<string> {
  if (!FORM.test(c.env.headers['content-type'] ?? '')) throw unreadable();
  limitBody(c);
  await readBody(c);
  const [method, ...others] = new URLSearchParams(utf8.decode(c.get('body'))).getAll('method');
  if (method === undefined || others.length > 0) throw unreadable();
  return method;
}

function unreadable(): RailError {
  return new RailError('validation', 'A choice is sent as a form with one "method".');
}
