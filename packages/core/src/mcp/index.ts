export { experimentalCapabilities } from './capabilities.ts';
export { type ChallengeError, challengeError } from './challenge-error.ts';
export { liftMeta, type ToolCall, toolRequest } from './request.ts';
export { problemResult, type ToolResult, toolResult } from './result.ts';
