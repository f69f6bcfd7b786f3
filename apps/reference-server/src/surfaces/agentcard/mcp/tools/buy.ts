import { z } from '@hono/zod-openapi';
import { RailError } from '@railyard/core';
import { toolRequest } from '@railyard/core/mcp';
import { checkScope } from '../../../../http/auth.ts';
import { line } from '../../../../text.ts';
import { readArguments } from '../../../../tools/arguments.ts';
import { told } from '../../../../tools/result.ts';
import { publishedSchema } from '../../../../tools/schema.ts';
import type { Conversation } from '../../conversation.ts';
import type { Tool } from '../tool.ts';

const input = z.strictObject({
  request: line(4_000).describe('What the user says.'),
  conversation_id: line(200).optional().describe('From the answer before, to go on.'),
  new_order: z.boolean().default(false).describe('Drop what was begun, and begin another order.'),
});

/** `buy`, with the language model of the platform behind it, which may call these tools for whoever talks. */
export function buyTool(conversation: Conversation, tools: readonly Tool[]): Tool {
  return {
    published: {
      name: 'buy',
      title: 'Buy by conversation',
      description:
        'Shops for the user in plain words, over several messages. Nothing is charged before the user has agreed to the cart and its total in a later message.',
      inputSchema: publishedSchema(input),
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
    },
    scope: 'checkout:write',
    async call(surface, caller, given) {
      checkScope(caller, 'checkout:write');
      const { request, conversation_id, new_order } = readArguments(input, given);
      const said = await conversation.say({
        tenant: caller.tenant,
        principal: caller.id,
        request,
        conversation: conversation_id ?? null,
        isNewOrder: new_order,
        async call(name, sent) {
          const tool = tools.find(({ published }) => published.name === name);
          if (!tool) throw new RailError('not_found', `There is no tool "${name}".`);
          return tool.call(surface, caller, sent, toolRequest({ tool: name, arguments: sent, meta: {} }));
        },
      });
      return told(said.message, { message: said.message, conversation_id: said.conversation });
    },
  };
}
