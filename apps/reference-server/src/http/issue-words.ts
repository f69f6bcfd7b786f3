import type { z } from '@hono/zod-openapi';

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
};

/** What is said of a field that is not as it should be, in a sentence; undefined where its schema says it itself. */
export function wordsOf(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') {
    const kind = KINDS[issue.expected];
    return issue.input === undefined ? 'Required.' : kind && `Send ${kind}.`;
  }
  const isText = issue.origin === 'string';
  if (issue.code === 'too_small')
    return isText ? 'Send a text that is not empty.' : `Send ${issue.minimum} or more.`;
  if (issue.code === 'too_big') return `Send ${issue.maximum}${isText ? ' characters' : ''} at most.`;
  if (issue.code !== 'invalid_format') return undefined;
  return issue.format === 'email' ? 'Send an e-mail address.' : 'It is not of the form that is asked for.';
}
