import type { OpenApi } from './document.ts';
import { OAUTH_PATHS } from './oauth-paths.ts';

const text = (name: string) => ({ content: { [name]: { schema: { type: 'string' } } } });
const html = text('text/html');
const problem = {
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};
const leadsOn = { headers: { location: { required: true, schema: { type: 'string' } } } };
const state = { content: { 'application/json': { schema: {} } } };

const at = (...names: readonly string[]) =>
  names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string', minLength: 1 } }));
const page = { 200: html, 303: leadsOn, default: html };
const PLACE = at('tenant', 'cart', 'attempt');

/** What the server has for people and for protocols of their own, which its document leaves to them. */
const PATHS: OpenApi['paths'] = {
  '/': { get: { responses: { 303: leadsOn } } },
  '/pay/{id}': {
    get: { parameters: at('id'), responses: page },
    post: {
      parameters: at('id'),
      requestBody: {
        content: {
          'application/x-www-form-urlencoded': {
            schema: {
              type: 'object',
              properties: { method: { type: 'string', enum: ['card-via-stripe', 'usdc-on-base'] } },
              required: ['method'],
            },
          },
        },
      },
      responses: page,
    },
  },
  '/pay/{id}/state': { get: { parameters: at('id'), responses: { 200: state, 404: state, default: html } } },
  '/pay/{id}/continue': { get: { parameters: at('id'), responses: page } },
  '/return/{tenant}/{cart}/{attempt}': { get: { parameters: PLACE, responses: page } },
  '/return/{tenant}/{cart}/{attempt}/state': {
    get: { parameters: PLACE, responses: { 200: state, 404: state, default: html } },
  },
  '/reference': { get: { responses: { 200: html } } },
  '/reference/{script}': {
    get: {
      parameters: at('script'),
      responses: { 200: text('text/javascript'), 304: {}, default: problem },
    },
  },
  '/openapi.json': { get: { responses: { 200: { content: { 'application/json': { schema: {} } } } } } },
  '/llms.txt': { get: { responses: { 200: text('text/plain') } } },
};

/** A tool as `tools/list` names it. */
export interface Tool {
  readonly name: string;
  readonly inputSchema: { readonly $schema?: string };
}

/** One message to the tools. */
function messageFor({ name, inputSchema }: Tool): object {
  const { $schema: _, ...schema } = inputSchema;
  return {
    type: 'object',
    properties: {
      jsonrpc: { const: '2.0' },
      id: { type: 'integer', minimum: 1 },
      method: { const: 'tools/call' },
      params: {
        type: 'object',
        properties: { name: { const: name }, arguments: schema },
        required: ['name', 'arguments'],
      },
    },
    required: ['jsonrpc', 'id', 'method', 'params'],
  };
}

/** The document of a server with what it leaves out. */
export function withTheRest(document: OpenApi, tools: readonly Tool[]): OpenApi {
  const accept = { name: 'accept', in: 'header', required: true };
  const both = 'application/json, text/event-stream';
  const message = { anyOf: tools.map(messageFor) };
  const mcp = {
    post: {
      'x-own-errors': true,
      security: [{}],
      parameters: [{ ...accept, schema: { const: both } }],
      requestBody: { content: { 'application/json': { schema: message } } },
      responses: {
        200: state,
        202: {},
        ...Object.fromEntries([400, 406, 415].map((status) => [status, state])),
        default: problem,
      },
    },
  };
  return { ...document, paths: { ...document.paths, ...PATHS, ...OAUTH_PATHS, '/mcp': mcp } };
}
