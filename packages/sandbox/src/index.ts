export type { Sandbox, SandboxFacts } from './sandbox.ts';
export { type SandboxOptions, startSandbox } from './start.ts';
