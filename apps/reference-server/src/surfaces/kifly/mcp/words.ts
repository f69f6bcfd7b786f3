import { type JsonObject, RailError } from '@railyard/core';
import { problemResult, type ToolResult } from '@railyard/core/mcp';
import { told } from '../../../tools/result.ts';
import { REFERRING_RAIL } from '../page-choice.ts';
import { namedHere, onlyReferred, reworded } from '../words.ts';
import { PAYMENT_RAIL } from './meta.ts';
import { TOOL_STEPS } from './steps.ts';

/** The result that tells an error: what over HTTP is a problem, with what to do in terms of the tools. */
export function problemOf(thrown: unknown): ToolResult {
  const error = reworded(thrown, TOOL_STEPS);
  if (error.code !== 'rail_not_active') return problemResult(error);
  return withMembers(problemResult(closed(error)), namedHere(error.extras.details?.payment_rail));
}

/** The way out of a closed rail is another one. */
function closed({ code, message, extras }: RailError): RailError {
  const active = extras.details?.active_rails;
  if (!Array.isArray(active) || active.length === 0) return new RailError(code, message, extras);
  const nextAction = active.includes(REFERRING_RAIL)
    ? onlyReferred(TOOL_STEPS)
    : `Pay as the seller prefers, with ${TOOL_STEPS.openPage}, or name another rail in _meta["${PAYMENT_RAIL}"]: ${active.join(', ')}.`;
  return new RailError(code, message, { ...extras, nextAction });
}

/** A result with more members, and more words. */
export function withMembers(
  { content, structuredContent, ...rest }: ToolResult,
  members: JsonObject,
  more = '',
): ToolResult {
  const [words] = content;
  return told(`${words?.text ?? ''}${more}`, { ...structuredContent, ...members }, rest);
}
