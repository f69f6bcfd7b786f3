// Has the MCP Inspector's command line list and call every tool, in a whole purchase, over HTTP and by the local command.
import { parseArgs } from 'node:util';
import type { SandboxFacts } from '../apps/reference-server/src/demo/shop.ts';
import { openInspector, type Way } from './mcp/inspector.ts';
import { look, type Walk } from './mcp/look.ts';
import { buyAll, readLimits } from './mcp/purchase.ts';
import { visit } from './mcp/visit.ts';

const WAYS: readonly Way[] = ['http', 'stdio'];

/** With `--listing` nothing is bought. */
function walkIn(args: string[], facts: SandboxFacts): Walk {
  const { values } = parseArgs({ args, options: { listing: { type: 'boolean' } } });
  if (values.listing) return { run: readLimits, isWhole: false };
  return { run: (inspector) => buyAll(inspector, facts), isWhole: true };
}

await visit(async (subject, tally) => {
  const walk = walkIn(process.argv.slice(2), subject.facts);
  for (const way of WAYS) {
    console.log(`By ${way}:`);
    await look(openInspector(subject, way), walk, tally);
  }
});
