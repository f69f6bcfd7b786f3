import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { openFolder } from '../src/folder.ts';
import { join } from '../src/join.ts';
import { listen } from '../src/port.ts';
import { temporaryFolder } from './support.ts';

const hold = { id: 'hold', pid: process.pid };
const endpoint = { pid: process.pid, began: null, url: 'http://127.0.0.1:9', token: 'none' };

it.each([
  ['an endpoint file that is damaged', '{"pid":'],
  ['an endpoint file of something else', '[]'],
  ['the endpoint of a dead process', JSON.stringify({ ...endpoint, pid: 2 ** 22 + 1 })],
  ['the endpoint of an earlier process with the same number', JSON.stringify({ ...endpoint, began: '1' })],
  ['an endpoint where nobody listens', JSON.stringify(endpoint)],
])('does not join %s', async (_, running) => {
  const folder = openFolder(temporaryFolder());
  expect(await join(folder, hold)).toBeNull();
  writeFileSync(folder.running, running);
  expect(await join(folder, hold)).toBeNull();
});

it('does not join a stranger who listens where a sandbox was', async () => {
  const server = createServer((_, response) => response.writeHead(404).end());
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${await listen(server, null)}`;
  const folder = openFolder(temporaryFolder());
  writeFileSync(folder.running, JSON.stringify({ ...endpoint, url }));
  expect(await join(folder, hold)).toBeNull();
});
