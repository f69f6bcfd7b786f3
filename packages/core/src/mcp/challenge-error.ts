import { membersOf } from '../answer/members.ts';
import type { JsonObject } from '../json.ts';
import type { ChallengeOutcome } from '../outcome.ts';
import { isMembers } from './meta.ts';

/** A challenge as a JSON-RPC error. */
export interface ChallengeError extends Error {
  readonly code: -32042;
  readonly data: JsonObject;
}

/**
 * A challenge to be thrown, for clients that know no other way; `toolResult` reaches more of them. Its `data` holds the
 * members of each rail's part of `_meta`, such as `challenges`, and the 402 body as `problem`.
 *
 * The code collides with MCP's own `UrlElicitationRequired`: a client tells them apart by `data.elicitations`. Thrown
 * from a handler of the SDK's `Server` it reaches the client as it is. `McpServer` lets only that one code through, and
 * only in an error of its own class: throw `new McpError(error.code, error.message, error.data)`. Everything else it
 * makes a result without `data`, so there is no way to throw -32043.
 */
export function challengeError(outcome: ChallengeOutcome): ChallengeError {
  const metas = outcome.challenges.flatMap(({ challenge }) => Object.values(challenge.meta));
  const parts = Object.fromEntries(metas.filter(isMembers).flatMap((part) => Object.entries(part)));
  const data = { ...parts, httpStatus: 402, problem: membersOf(outcome) };
  return Object.assign(new Error(outcome.error.message), { code: -32042 as const, data });
}
