import { expect, test } from 'vitest';
import { BASE_URL } from '../shop.ts';
import { openOauthShop } from './shop.ts';

const SCOPES = ['checkout:read', 'checkout:write', 'buyer:write'];

async function told(path: string): Promise<unknown> {
  const { server } = await openOauthShop();
  const response = await server.fetch(new Request(`${BASE_URL}/.well-known/${path}`));
  expect(response.headers.get('content-type')).toBe('application/json');
  return response.json();
}

test.each(['', '/mcp'])('the resource at "%s" says who gives tokens for it', async (path) => {
  expect(await told(`oauth-protected-resource${path}`)).toEqual({
    resource: `${BASE_URL}${path}`,
    authorization_servers: [BASE_URL],
    scopes_supported: SCOPES,
    bearer_methods_supported: ['header'],
    resource_name: 'Railyard',
    resource_documentation: `${BASE_URL}/llms.txt`,
  });
});

test('the authorization server says what it does, and nothing that it does not', async () => {
  expect(await told('oauth-authorization-server')).toEqual({
    issuer: BASE_URL,
    authorization_endpoint: `${BASE_URL}/oauth/authorize`,
    token_endpoint: `${BASE_URL}/oauth/token`,
    registration_endpoint: `${BASE_URL}/oauth/register`,
    revocation_endpoint: `${BASE_URL}/oauth/revoke`,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
    authorization_response_iss_parameter_supported: true,
    scopes_supported: SCOPES,
  });
});
