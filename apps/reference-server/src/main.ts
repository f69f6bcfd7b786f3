#!/usr/bin/env node
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  console.error(
    `Railyard needs Node 22.19 or newer, and this is ${process.versions.node}. Start it with: npx -y pnpm@12.21.0 start`,
  );
  process.exit(1);
}

// Loaded after the check: an older Node cannot even read the modules behind it.
const { exitCodeFor, runCommand } = await import('./commands.ts');
try {
  await runCommand(process.argv.slice(2), { variables: process.env, say: (text) => console.log(text) });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = exitCodeFor(error);
}
