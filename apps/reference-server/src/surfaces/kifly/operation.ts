import type { z } from '@hono/zod-openapi';
import type { Scope } from '../../keys.ts';
import type { Calling, Surface } from './surface.ts';

/** What an operation ends in, and whether it was done before, under the same idempotency key. */
export interface Answered<Body> {
  readonly body: Body;
  readonly replayed: boolean;
}

/** One operation of this surface, whichever protocol it is called over. */
export interface Operation<Input extends z.ZodObject, Output extends z.ZodType> {
  readonly name: string;
  readonly title: string;
  /** For who calls it: what it does, and what to do next. */
  readonly description: string;
  readonly input: Input;
  readonly output: Output;
  readonly scope: Scope;
  readonly run: (
    surface: Surface,
    calling: Calling,
    input: z.output<Input>,
  ) => Promise<Answered<z.output<Output>>>;
}

/** The same, with its types found out. */
export function operation<Input extends z.ZodObject, Output extends z.ZodType>(
  one: Operation<Input, Output>,
): Operation<Input, Output> {
  return one;
}
