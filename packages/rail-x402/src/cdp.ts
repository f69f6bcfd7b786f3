import { RailError } from '@railyard/core/rail';
import type { CallHeaders, FacilitatorProfile } from './client/facilitator.ts';

/** An API key of Coinbase's developer platform. */
export interface CdpOptions {
  readonly apiKeyId: string;
  readonly apiKeySecret: string;
}

type CdpConfig = ReturnType<typeof import('@coinbase/x402')['createFacilitatorConfig']>;
type CreateHeaders = NonNullable<CdpConfig['createAuthHeaders']>;

const CDP = 'https://api.cdp.coinbase.com/platform/v2/x402';

/**
 * The profile of Coinbase's facilitator, through its own package, which is loaded at the first call. Throws
 * `configuration` for a missing key, because that package would send no key and not say so; does no I/O.
 */
export function cdp({ apiKeyId, apiKeySecret }: CdpOptions): FacilitatorProfile {
  for (const [name, value] of Object.entries({ apiKeyId, apiKeySecret })) {
    if (typeof value !== 'string' || value.trim() === '') {
      throw misfit(`has no ${name}. Pass one to cdp().`);
    }
  }
  let loading: Promise<CreateHeaders> | null = null;

  return {
    url: CDP,
    async headers({ name }) {
      if (name === 'status') return {};
      loading ??= load(apiKeyId, apiKeySecret);
      const createHeaders = await loading;
      return authorized(await headersBy(createHeaders), name);
    },
  };
}

async function load(apiKeyId: string, apiKeySecret: string): Promise<CreateHeaders> {
  const { createFacilitatorConfig } = await import('@coinbase/x402').catch(() => {
    throw misfit('needs the package "@coinbase/x402". Install it beside this one.');
  });
  const { url, createAuthHeaders } = createFacilitatorConfig(apiKeyId, apiKeySecret);
  if (url === CDP && createAuthHeaders) return createAuthHeaders;
  throw misfit('has another address in the installed "@coinbase/x402". Install version 2.');
}

async function headersBy(createHeaders: CreateHeaders): ReturnType<CreateHeaders> {
  try {
    return await createHeaders();
  } catch {
    // The error may hold the secret, so nothing of it is kept.
    throw misfit('has an apiKeySecret that signs nothing. Pass the whole secret to cdp(), as it was issued.');
  }
}

function authorized(headers: Awaited<ReturnType<CreateHeaders>>, name: 'supported' | 'settle'): CallHeaders {
  const own = headers[name];
  if (own?.Authorization) return own;
  throw misfit('got no authorization from "@coinbase/x402". Install version 2 of it.');
}

function misfit(fault: string): RailError {
  return new RailError('configuration', `The facilitator of CDP ${fault}`);
}
