import type { z } from '@hono/zod-openapi';
import { readArguments } from '../../../tools/arguments.ts';
import { keyIn } from '../../../tools/meta.ts';
import { publishedTool, type ToolDefinition, type Tool as ToolOf } from '../../../tools/tool.ts';
import type { commonInput } from '../ids.ts';
import type { Calling, Surface } from '../surface.ts';

type Common = z.ZodObject<typeof commonInput>;

/** A tool as the server has it, whatever its arguments are. */
export type Tool = ToolOf<Surface, KnowUser>;

/** Finds out who calls, by the tenant and the token of a call. Throws `invalid_api_key`. */
export type KnowUser = (shown: {
  readonly tenant: string;
  readonly token: string | undefined;
}) => Promise<Omit<Calling, 'key'>>;

/** Makes a tool of this surface. Each call says by its arguments for which user of which tenant it is. */
export function tool<S extends Common>(definition: ToolDefinition<S, Surface, Calling>): Tool {
  return {
    published: publishedTool(definition),
    async call(surface, known, given, request) {
      const read = readArguments(definition.input, given);
      const { tenant_id: tenant, auth_token: token } = read as z.output<Common>;
      const user = await known({ tenant, token });
      return definition.run(surface, { ...user, key: keyIn(request.meta) }, read, request);
    },
  };
}
