import type { Deliver } from '../src/provider/outbox.ts';

/** Delivers what is due, and gives what arrived. */
export async function arrivals(
  { local }: { readonly local: { readonly deliver: Deliver } },
  status = 200,
): Promise<readonly Request[]> {
  const arrived: Request[] = [];
  await local.deliver(async (request) => {
    arrived.push(request);
    return new Response(null, { status });
  });
  return arrived;
}
