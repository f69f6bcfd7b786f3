import { installed } from './installed.ts';
import { type Machine, onPath, type Program } from './machine.ts';
import { oneAtATime } from './one-at-a-time.ts';

const INSTALL =
  'apt-get install -qq -y --no-install-recommends -o Acquire::http::Timeout=20 -o DPkg::Lock::Timeout=120 chromium fonts-liberation';

// Whoever waited for the lock finds it done. The lists can be missing or too old.
const SCRIPT = `command -v chromium || ${INSTALL} || { apt-get update -qq -o Acquire::http::Timeout=20 && ${INSTALL}; }`;

/** Installs Debian's browser where that can be done without asking: as root. */
export async function debian(machine: Machine): Promise<readonly Program[]> {
  if (!machine.isRoot || onPath(machine, ['apt-get']).length === 0) return [];
  machine.say(
    'No browser starts here: installing the package chromium. Set CHROMIUM to the path of one to spare it.',
  );
  await oneAtATime(machine, { lock: '/var/lib/apt', seconds: 180 }, ['sh', '-c', SCRIPT]);
  return installed(machine);
}
