import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

/** A call of a tool, as far as its answer is read; one that is refused throws its words. */
export type Call<Told> = (tool: string, given: object) => Promise<Told>;

/** What every call takes along. */
export interface Along {
  readonly headers?: Readonly<Record<string, string>>;
  /** Arguments beside its own. */
  readonly given?: object;
}

/** Has an agent use the tools at an address. */
export async function useTools<Told>(
  url: string,
  { headers = {}, given: always = {} }: Along,
  use: (call: Call<Told>) => Promise<void>,
): Promise<void> {
  const client = new Client({ name: 'demo', version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  try {
    await use(async (name, given) => {
      const called = await client.callTool({ name, arguments: { ...always, ...given } });
      if (called.isError) throw new Error(`${name} was answered: ${JSON.stringify(called.content)}`);
      return called.structuredContent as Told;
    });
  } finally {
    await client.close();
  }
}
