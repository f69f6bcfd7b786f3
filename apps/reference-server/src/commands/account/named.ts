import { isProvider, RAILS_OF } from '../../accounts/record.ts';
import type { Named } from '../../accounts/stored.ts';
import { mistake } from '../../config/fields.ts';

/** The account that these words name. Throws without repeating them: one could be a secret. */
export function readAccount(words: readonly string[], usage: string): Named {
  const [provider = '', name = '', ...rest] = words;
  if (isProvider(provider) && name !== '' && rest.length === 0) return { provider, name };
  const providers = Object.keys(RAILS_OF).join(', ');
  throw mistake(`Name a provider, one of ${providers}, and then the account, and nothing else.\n\n${usage}`);
}
