// A server with a planted fault, which the loop has to catch: its rail reads one settled payment in three as refused.
import type { Mount } from '@railyard/core';
import { readConfig } from '../../src/config.ts';
import { listen } from '../../src/listen.ts';
import { openPorts } from '../../src/ports.ts';
import { compose } from '../../src/server.ts';

const config = readConfig(process.env);
const ports = await openPorts(config);
const mounts = new Map<readonly Mount[], readonly Mount[]>();
let settled = 0;

function hasty({ rail, ...mount }: Mount): Mount {
  const settle: typeof rail.settle = async (...payment) => {
    const answer = await rail.settle(...payment);
    if (answer.state === 'paid') settled += 1;
    return answer.state === 'paid' && settled % 3 === 1
      ? { state: 'declined', reason: 'no_answer', evidence: 'provider_state' }
      : answer;
  };
  return { ...mount, rail: { ...rail, settle } };
}

const server = compose({
  ...ports,
  rails: {
    ...ports.rails,
    async of(seller) {
      const honest = await ports.rails.of(seller);
      const known = mounts.get(honest) ?? honest.map(hasty);
      mounts.set(honest, known);
      return known;
    },
  },
});
await listen(server, config);
server.background.start();
console.log('Railyard is ready');
