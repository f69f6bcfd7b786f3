import { RESOURCE_METADATA, SERVER_METADATA } from '../../src/oauth/metadata.ts';
import { ROUTES, SIGN_IN } from '../../src/oauth/provider.ts';
import { CHALLENGE } from '../oauth/endpoints.ts';
import { CALLBACK } from '../oauth/shop.ts';
import type { OpenApi } from './document.ts';

const json = { content: { 'application/json': { schema: {} } } };
const html = { content: { 'text/html': { schema: { type: 'string' } } } };
const leadsOn = { headers: { location: { required: true, schema: { type: 'string' } } } };
/** Errors of the protocol, and those that come before it. */
const refused = { content: { ...json.content, 'application/problem+json': { schema: {} } } };
const page = { 200: html, 303: leadsOn, default: html };
/** For clients that take no page there is a line of text. */
const toClient = { ...leadsOn, content: { ...html.content, 'text/plain': { schema: { type: 'string' } } } };
const text = { type: 'string', minLength: 1 };

const UID = [{ name: 'uid', in: 'path', required: true, schema: text }];
const found = { get: { responses: { 200: json } } };

const ASKED = {
  client_id: text,
  response_type: { const: 'code' },
  redirect_uri: { const: CALLBACK },
  code_challenge: { const: CHALLENGE },
  code_challenge_method: { const: 'S256' },
};

function taking(type: string, properties: object, responses: object) {
  const schema = { type: 'object', properties, required: Object.keys(properties) };
  return { post: { 'x-own-errors': true, requestBody: { content: { [type]: { schema } } }, responses } };
}

const FORM = 'application/x-www-form-urlencoded';

/** What there is for clients of people, by the standards of OAuth. */
export const OAUTH_PATHS: OpenApi['paths'] = {
  [RESOURCE_METADATA]: found,
  [`${RESOURCE_METADATA}/mcp`]: found,
  [SERVER_METADATA]: found,
  [ROUTES.registration]: taking(
    'application/json',
    {
      client_name: text,
      redirect_uris: { const: [CALLBACK] },
      token_endpoint_auth_method: { const: 'none' },
    },
    { 201: json, default: refused },
  ),
  [ROUTES.authorization]: {
    get: {
      parameters: Object.entries(ASKED).map(([name, schema]) => ({
        name,
        in: 'query',
        required: true,
        schema,
      })),
      responses: { ...page, 303: toClient },
    },
  },
  [`${ROUTES.authorization}/{uid}`]: { get: { 'x-needs-cookie': true, parameters: UID, responses: page } },
  [`${SIGN_IN}/{uid}`]: {
    get: { 'x-needs-cookie': true, parameters: UID, responses: page },
    post: {
      'x-needs-cookie': true,
      parameters: UID,
      requestBody: {
        content: {
          [FORM]: { schema: { type: 'object', properties: { step: { enum: ['mail', 'allow', 'deny'] } } } },
        },
      },
      responses: page,
    },
  },
  [ROUTES.token]: taking(
    FORM,
    { grant_type: { const: 'refresh_token' }, client_id: text, refresh_token: text },
    { 200: json, default: refused },
  ),
  [ROUTES.revocation]: taking(FORM, { client_id: text, token: text }, { 200: {}, default: refused }),
};
