/** A process that starts a sandbox, prints what it got, and waits: node server.ts FOLDER OWNER. */
import { type SandboxOptions, startSandbox } from '../src/index.ts';

const [folder = '', owner] = process.argv.slice(2);
const sandbox = await startSandbox({ folder, owner: owner as NonNullable<SandboxOptions['owner']> & string });
console.log(JSON.stringify(sandbox));
setInterval(() => {}, 60_000);
