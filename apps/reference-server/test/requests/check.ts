import { ERRORS } from '@railyard/core';
import { type Documented, type Operation, operationAt } from './document.ts';
import { isWithin, refusedWithin } from './keeping.ts';
import { closed, validatorOf } from './schemas.ts';
import { type Answer, PROBLEM, type Sending } from './send.ts';

/** Codes of errors that only HTTP has, or only this surface. */
const MORE_CODES: Readonly<Record<string, number>> = {
  bad_request: 400,
  host_not_allowed: 403,
  method_not_allowed: 405,
  x402_not_configured: 501,
};
const CODES: Readonly<Record<string, number>> = { ...ERRORS, ...MORE_CODES };

/** What is wrong with an answer by the document; empty when nothing is. */
export function faultsOf(
  operations: readonly Operation[],
  sending: Sending,
  answer: Answer,
): readonly string[] {
  if (isOfNode(answer)) return [];
  if (isUnread(answer)) return [...nowhereFaults(answer), ...errorFaults(answer)];
  const [first = [], ...others] = placesOf(operations, sending).map((operation) => [
    ...(operation ? documentFaults(operation, sending, answer) : nowhereFaults(answer)),
    ...errorFaults(answer),
  ]);
  return others.some((faults) => faults.length === 0) ? [] : first;
}

/** The operation that answers. Whoever stands before the server may have made `..` go away, or not. */
export function placesOf(
  operations: readonly Operation[],
  { method, path }: Sending,
): readonly (Operation | null)[] {
  const [bare = ''] = path.split('?');
  const asked = method === 'HEAD' ? 'GET' : method;
  const literal = operationAt(operations, asked, bare);
  if (!/\.|%2e|\\|#/i.test(bare)) return [literal];
  const url = URL.parse(path, 'http://shop.test');
  return [literal, url && operationAt(operations, asked, url.pathname), null];
}

/** Node refuses by itself, and without a word, what is no request at all, or too long a one. */
function isOfNode({ status, text, headers }: Answer): boolean {
  return [400, 408, 414, 431].includes(status) && text === '' && headers['x-request-id'] === undefined;
}

/** What is no HTTP reaches no operation: the listener refuses it. */
function isUnread({ headers }: Answer): boolean {
  return headers['x-request-id'] === undefined;
}

function documentFaults(operation: Operation, sending: Sending, answer: Answer): readonly string[] {
  const documented = documentedOf(operation, answer.status);
  if (!documented) return [`${answer.status} is not documented for ${operation.name}`];
  return [
    ...headerFaults(documented, answer),
    ...(sending.method === 'HEAD' ? [] : bodyFaults(documented, answer)),
    ...keepingFaults(operation, sending, answer),
  ];
}

/** `default` stands for errors alone. */
function documentedOf({ responses }: Operation, status: number): Documented | undefined {
  return responses[status] ?? (status >= 400 ? responses.default : undefined);
}

function headerFaults({ headers = {} }: Documented, answer: Answer): readonly string[] {
  return Object.entries(headers).flatMap(([name, { required, schema }]) => {
    const value = answer.headers[name.toLowerCase()];
    if (value === undefined) return required ? [`the header ${name} is missing`] : [];
    const read = schema.type === 'integer' ? Number(value) : value;
    return validatorOf(schema)(read).map((fault) => `the header ${name}: ${fault}`);
  });
}

function bodyFaults({ content }: Documented, { headers, text }: Answer): readonly string[] {
  if (!content) return text === '' ? [] : ['there is a body, and none is documented'];
  const type = headers['content-type']?.split(';')[0] ?? 'none';
  const schema = content[type]?.schema;
  if (!schema) return [`the content type ${type} is not documented`];
  if (!/[/+]json$/.test(type)) return [];
  try {
    return validatorOf(closed(schema))(JSON.parse(text)).map((fault) => `the body: ${fault}`);
  } catch {
    return ['the body is not valid JSON'];
  }
}

/** Whether the server keeps to what the document says of requests, both ways. */
function keepingFaults(operation: Operation, sending: Sending, answer: Answer): readonly string[] {
  if (operation.hasOwnErrors) return [];
  if (answer.status < 300 && !isWithin(operation, sending)) return ['what the document forbids was taken'];
  const field = refusedWithin(operation, sending, answer);
  return field === null ? [] : [`what the document allows was refused: ${field}`];
}

function nowhereFaults({ status, headers, text }: Answer): readonly string[] {
  const isProblem = headers['content-type'] === PROBLEM || text === '';
  return isProblem && [400, 404, 405].includes(status) ? [] : [`${status} where there is nothing`];
}

/** Nothing is ever wrong on our side, and every problem says what it is in a word that lasts. */
function errorFaults({ status, headers, text }: Answer): readonly string[] {
  const broken = [500, 502, 504].includes(status) || /"error":\s*"internal"/.test(text);
  if (broken) return [`${status}, so something went wrong inside`];
  if (headers['content-type'] !== PROBLEM || text === '') return [];
  const { error, status: told } = JSON.parse(text) as { readonly error: string; readonly status: number };
  if (!Object.hasOwn(CODES, error)) return [`the error ${error} is none of ours`];
  const isOurs = told === status && (CODES[error] === status || status === 402);
  return isOurs ? [] : [`the error ${error} with ${status}, and ${told} in the body`];
}
