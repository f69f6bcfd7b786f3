/** The scenarios that are about any server. */
export const APPLIES = [
  'server-initialize',
  'ping',
  'tools-list',
  'resources-list',
  'dns-rebinding-protection',
] as const;

/** What this server must not say that it can do, as long as the scenarios about it stand apart. */
export const ABSENT: readonly string[] = ['logging', 'completions', 'prompts'];

const FIXTURE = 'calls a tool of the suite’s own server, where the name begins with test_';
const RESOURCE = 'reads a resource of the suite’s own server, test://…';
const PROMPTS = 'is about prompts, of which this server has none and says so';
const ASKS = 'has a tool ask the client, which no tool of this server does';
const STREAM =
  'is about streams that are resumed by session, and this server keeps no session and answers in JSON';

/** The scenarios that are not about this server, with what each of them does instead. */
export const APART: Readonly<Record<string, string>> = {
  'logging-set-level': 'sets the level of log messages, of which this server sends none and says so',
  'completion-complete': 'completes the argument of a prompt, and this server has none',
  'tools-call-simple-text': FIXTURE,
  'tools-call-image': FIXTURE,
  'tools-call-audio': FIXTURE,
  'tools-call-embedded-resource': FIXTURE,
  'tools-call-mixed-content': FIXTURE,
  'tools-call-with-logging': FIXTURE,
  'tools-call-error': FIXTURE,
  'tools-call-with-progress': FIXTURE,
  'tools-call-sampling': ASKS,
  'tools-call-elicitation': ASKS,
  'elicitation-sep1034-defaults': ASKS,
  'elicitation-sep1330-enums': ASKS,
  'json-schema-2020-12':
    'looks for a tool of the suite’s own server, with a schema of 2020-12; ours are of draft 7',
  'server-sse-polling': STREAM,
  'server-sse-multiple-streams': STREAM,
  'resources-read-text': RESOURCE,
  'resources-read-binary': RESOURCE,
  'resources-templates-read': RESOURCE,
  'resources-subscribe': 'subscribes to a resource, which this server does not offer and says so',
  'resources-unsubscribe': 'subscribes to a resource, which this server does not offer and says so',
  'prompts-list': PROMPTS,
  'prompts-get-simple': PROMPTS,
  'prompts-get-with-args': PROMPTS,
  'prompts-get-embedded-resource': PROMPTS,
  'prompts-get-with-image': PROMPTS,
};
