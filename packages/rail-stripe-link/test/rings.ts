import type { RailRequest } from '@railyard/core/rail';
import type { LocalStripe } from '@railyard/sandbox';

/** All that Stripe rings about by now, in its order. */
export async function ringsOf(stripe: LocalStripe): Promise<readonly RailRequest[]> {
  const requests: RailRequest[] = [];
  await stripe.deliver(async (request) => {
    const { method, url, headers } = request;
    const body = new Uint8Array(await request.arrayBuffer());
    requests.push({ method, url, headers: Object.fromEntries(headers), meta: {}, body });
    return new Response();
  });
  return requests;
}
