import { type ScopedTool, scopedTools } from '../../../tools/scoped.ts';
import { type Shopper, type Surface, shopperOf } from '../surface.ts';

/** A tool as the server has it, whatever its arguments are. */
export type Tool = ScopedTool<Surface>;

/** Makes a tool of this surface, which shops for whoever calls it. */
export const tool = scopedTools<Surface, Shopper>({ callingOf: shopperOf });
