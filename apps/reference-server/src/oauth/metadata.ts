import { z } from 'zod';
import { SCOPES } from './scopes.ts';

/** Where a client finds out about `/mcp`, and about the API beside it. */
export const RESOURCE_METADATA = '/.well-known/oauth-protected-resource';
export const SERVER_METADATA = '/.well-known/oauth-authorization-server';

/** The protected resource at this path, by RFC 9728. */
export function resourceMetadata(baseUrl: string, path: '' | '/mcp'): object {
  return {
    resource: `${baseUrl}${path}`,
    authorization_servers: [baseUrl],
    scopes_supported: SCOPES,
    bearer_methods_supported: ['header'],
    resource_name: 'Railyard',
    resource_documentation: `${baseUrl}/llms.txt`,
  };
}

const strings = z.array(z.string());
/** Of what the library says of itself, what it does here. */
const offered = z.object({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  registration_endpoint: z.string(),
  revocation_endpoint: z.string(),
  response_types_supported: strings,
  grant_types_supported: strings,
  code_challenge_methods_supported: strings,
  token_endpoint_auth_methods_supported: strings,
  authorization_response_iss_parameter_supported: z.boolean(),
});

/** This authorization server, by RFC 8414. */
export function serverMetadata(said: unknown): object {
  return { ...offered.parse(said), response_modes_supported: ['query'], scopes_supported: SCOPES };
}
