import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

/** What an operator would have in an address: the API keys of providers. */
export interface ProviderKeys {
  readonly rpc: string;
  readonly facilitator: string;
}

/** Both providers of a sandbox behind addresses that hold keys: `/{key}`. A call that breaks off breaks off here too. */
export async function openGateway(
  { rpc, facilitator }: ProviderKeys,
  to: { readonly rpcUrl: string; readonly facilitatorUrl: string },
): Promise<Server> {
  const opened = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://gateway');
    const target = pathname.startsWith(`/${rpc}`)
      ? to.rpcUrl
      : pathname.replace(`/${facilitator}`, to.facilitatorUrl);
    const hungUp = new AbortController();
    response.once('close', () => hungUp.abort());
    void forward(target).catch(() => request.destroy());

    async function forward(url: string): Promise<void> {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      const answer = await fetch(url, {
        method: request.method ?? 'GET',
        headers: { 'content-type': 'application/json' },
        signal: hungUp.signal,
        ...(body.length > 0 && { body }),
      });
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
    }
  });
  await once(opened.listen(0, '127.0.0.1'), 'listening');
  return opened;
}
