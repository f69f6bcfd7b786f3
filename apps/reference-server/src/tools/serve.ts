import type { ServerOptions } from '@modelcontextprotocol/sdk/server/index.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import {
  CallToolRequestSchema,
  ErrorCode,
  type Implementation,
  ListToolsRequestSchema,
  McpError,
  type Tool as PublishedTool,
} from '@modelcontextprotocol/sdk/types.js';
import type { jsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/types.js';
import type { Awaitable, RailRequest } from '@railyard/core';
import { type ToolResult, toolRequest } from '@railyard/core/mcp';

/** What a set of tools is told of beside them. */
export type ToolsInfo = Implementation & Required<Pick<ServerOptions, 'capabilities' | 'instructions'>>;

/** A tool as whoever serves it has it. */
export interface Served {
  readonly published: PublishedTool;
  /** Callable by its name alone: it is not in the list of tools. */
  readonly isUnlisted?: boolean;
}

/** The tools of a server, and how they are called. */
export interface ToolSet<Tool extends Served> {
  readonly tools: ReadonlyMap<string, Tool>;
  readonly call: (tool: Tool, given: unknown, request: RailRequest) => Awaitable<ToolResult>;
  /** The result that tells what a call has thrown. */
  readonly problem: (error: unknown) => ToolResult;
}

/** The SDK's own, which is for what clients are asked, takes longer to make than all else. Here nothing is asked. */
const NOTHING_TO_VALIDATE: jsonSchemaValidator = {
  getValidator: () => () => ({ valid: false, data: undefined, errorMessage: 'Nothing was asked.' }),
};

/** Tools by their names. */
export function byName<Tool extends Served>(tools: readonly Tool[]): ReadonlyMap<string, Tool> {
  return new Map(tools.map((tool) => [tool.published.name, tool]));
}

/** The MCP server for one request, which keeps nothing. */
export function serveTools<Tool extends Served>(
  { capabilities, instructions, ...info }: ToolsInfo,
  set: ToolSet<Tool>,
): McpServer {
  const mcp = new McpServer(info, {
    capabilities: { tools: {}, ...capabilities },
    instructions,
    jsonSchemaValidator: NOTHING_TO_VALIDATE,
  });
  // By hand: the schemas are made once for all requests, and an error keeps its code.
  const { server } = mcp;
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: [...set.tools.values()].filter(({ isUnlisted }) => !isUnlisted).map(({ published }) => published),
  }));
  server.setRequestHandler(CallToolRequestSchema, ({ params: { name, arguments: given, _meta: meta } }) =>
    callTool(set, { tool: name, arguments: given, meta }),
  );
  return mcp;
}

interface Call {
  readonly tool: string;
  readonly arguments: unknown;
  readonly meta: unknown;
}

async function callTool<Tool extends Served>(
  { tools, call, problem }: ToolSet<Tool>,
  sent: Call,
): Promise<ToolResult> {
  const tool = tools.get(sent.tool);
  if (!tool) throw new McpError(ErrorCode.InvalidParams, 'There is no such tool. Call tools/list.');
  try {
    return await call(tool, sent.arguments, toolRequest(sent));
  } catch (error) {
    return problem(error);
  }
}
