import { join } from 'node:path';
import type { Mode, Store } from '@railyard/core';
import { DEMO_TENANT } from '../demo-shop.ts';
import { AGENT_SCOPES, keyIdOf, newApiKey, storedKeys } from '../keys.ts';
import { keepSecret } from '../secret-file.ts';

/** The API key with which a platform begins, and the file that holds it. */
export interface FirstKey {
  readonly apiKey: string;
  readonly apiKeyFile: string;
}

/** Makes it at the first boot, and has it known at every one. */
export async function openFirstKey(store: Store, folder: string, mode: Mode): Promise<FirstKey> {
  const apiKeyFile = join(folder, 'api-key');
  const apiKey = keepSecret(apiKeyFile, () => newApiKey(mode));
  await storedKeys(store).register(apiKey, {
    id: keyIdOf(apiKey),
    tenant: DEMO_TENANT,
    scopes: AGENT_SCOPES,
    seller: null,
  });
  return { apiKey, apiKeyFile };
}
