import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DIST, type Subject } from './subject.ts';

const LAUNCHER = resolve(
  import.meta.dirname,
  '../../mcp-clients/node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js',
);
/** What it ends with when a tool has told an error. */
const TOLD_ERROR = 5;

/** The members of a result. */
export type Members = Readonly<Record<string, unknown>>;

/** The MCP Inspector's command line, started anew for each request. Each method throws what is not as it should be. */
export interface Inspector {
  /** What it was asked, in order: methods, and tools by their names. */
  readonly asked: readonly string[];
  /** The names of the tools; it looks at their schemas, too. */
  readonly tools: () => Promise<readonly string[]>;
  /** The only resource, as its address and its text. */
  readonly resource: () => Promise<{ readonly uri: string; readonly text: string }>;
  /** The members of a result that is no error. */
  readonly call: (tool: string, given: object, meta?: Readonly<Record<string, string>>) => Promise<Members>;
  /** The code of a result that is one. */
  readonly refusalOf: (tool: string, given: object) => Promise<unknown>;
}

export type Way = 'http' | 'stdio';

interface Result extends Members {
  readonly content?: readonly { readonly type: string; readonly text: string }[];
  readonly structuredContent?: Members;
  readonly isError?: boolean;
}

/** What came of one command. */
interface Ended {
  readonly code: unknown;
  readonly out: string;
  readonly err: string;
}

/** An inspector that reaches a server over Streamable HTTP, or by the command for local agents. */
export function openInspector(subject: Subject, way: Way): Inspector {
  const config = writeConfig(subject, way);
  const asked: string[] = [];

  async function ask(
    method: string,
    args: readonly string[],
    { name = method, expected = 0 } = {},
  ): Promise<Result> {
    asked.push(name);
    const { code, out, err } = await run(subject.folder, ['--config', config, '--method', method, ...args]);
    assert.ok(code === expected, `it ended with ${String(code)}: ${(err || out).trim()}`);
    return (JSON.parse(out) as { readonly result: Result }).result;
  }

  async function callTool(
    tool: string,
    given: object,
    expected: number,
    meta: Readonly<Record<string, string>> = {},
  ): Promise<Members> {
    const pairs = Object.entries(meta).flatMap(([name, value]) => ['--tool-metadata', `${name}=${value}`]);
    const args = ['--tool-name', tool, '--tool-args-json', JSON.stringify(given), ...pairs];
    const { content = [], structuredContent = {} } = await ask('tools/call', args, { name: tool, expected });
    const [words, json] = content;
    assert.ok(words && words.text.length > 0, 'it has no words for a language model');
    assert.deepEqual(JSON.parse(json?.text ?? ''), structuredContent, 'it tells its members as text');
    return structuredContent;
  }

  return {
    asked,
    async tools() {
      const { tools } = await ask('tools/list', ['--strict']);
      return (tools as readonly { readonly name: string }[]).map(({ name }) => name);
    },
    async resource() {
      const { resources } = await ask('resources/list', []);
      const [{ uri } = { uri: '' }, ...others] = resources as readonly { readonly uri: string }[];
      assert.deepEqual(others, []);
      const { contents } = await ask('resources/read', ['--uri', uri]);
      const [first] = contents as readonly { readonly text: string }[];
      return { uri, text: first?.text ?? '' };
    },
    call: (tool, given, meta) => callTool(tool, given, 0, meta),
    refusalOf: async (tool, given) => (await callTool(tool, given, TOLD_ERROR)).error,
  };
}

/** The API key goes into a file, as the arguments of a command can be read by everybody on a machine. */
function writeConfig({ facts: { base_url, api_key }, folder }: Subject, way: Way): string {
  const servers = {
    http: {
      type: 'streamable-http',
      url: `${base_url}/mcp`,
      headers: { Authorization: `Bearer ${api_key}` },
    },
    stdio: {
      command: process.execPath,
      args: [join(DIST, 'mcp.js')],
      env: { BASE_URL: base_url, RAILYARD_API_KEY: api_key },
    },
  };
  const file = join(folder, `${way}.json`);
  writeFileSync(file, JSON.stringify({ mcpServers: { railyard: servers[way] } }), { mode: 0o600 });
  return file;
}

function run(home: string, args: readonly string[]) {
  const all = [LAUNCHER, '--cli', '--server', 'railyard', '--format', 'json', '--quiet', ...args];
  // It keeps files in the home folder.
  const env = { PATH: process.env.PATH, HOME: home, USERPROFILE: home };
  return new Promise<Ended>((done) => {
    const child = execFile(process.execPath, all, { env }, (error, out, err) => {
      done({ code: error ? error.code : 0, out, err });
    });
    child.stdin?.end();
  });
}
