import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FacilitatorFault, hostile, type RpcFault, type Sandbox, startSandbox } from '@railyard/sandbox';
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fillCart } from '../../src/demo/shop.ts';
import { freePort } from '../free-port.ts';
import { type ServerProcess, startProcess } from '../server-process.ts';
import { paymentFor, type Till } from '../till.ts';

// What an operator would have in an address: a provider's API key.
const RPC_KEY = randomBytes(12).toString('hex');
const FACILITATOR_KEY = randomBytes(12).toString('hex');

let folder: string;
let sandbox: Sandbox;
let gateway: Server;
let server: ServerProcess;
let base: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'railyard-'));
  sandbox = await startSandbox({ folder });
  gateway = await openGateway();
  const port = await freePort();
  const providers = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
  server = startProcess({
    RAILYARD_FOLDER: folder,
    PORT: String(port),
    LOG_LEVEL: 'debug',
    RAIL_TIMEOUT_MS: '1500',
    X402_NETWORK: 'base-sepolia',
    X402_PAY_TO: sandbox.merchant.address,
    X402_FACILITATOR_URL: `${providers}/${FACILITATOR_KEY}`,
    X402_RPC_URL: `${providers}/${RPC_KEY}`,
  });
  base = `http://127.0.0.1:${port}`;
  await server.printed(base);
}, 30_000);
afterAll(async () => {
  server.child.kill('SIGKILL');
  gateway.close().closeAllConnections();
  await sandbox.stop();
  rmSync(folder, { recursive: true });
});

/** Both providers behind addresses that hold keys. */
async function openGateway(): Promise<Server> {
  const opened = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://gateway');
    const target = pathname.startsWith(`/${RPC_KEY}`)
      ? sandbox.chain.rpcUrl
      : pathname.replace(`/${FACILITATOR_KEY}`, sandbox.facilitatorUrl);
    void forward(target).catch(() => request.destroy());

    async function forward(url: string): Promise<void> {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks);
      const init = { method: request.method ?? 'GET', headers: { 'content-type': 'application/json' } };
      const answer = await fetch(url, body.length > 0 ? { ...init, body } : init);
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
    }
  });
  await once(opened.listen(0, '127.0.0.1'), 'listening');
  return opened;
}

const FAULTS: readonly FacilitatorFault[] = [
  { fault: 'cut' },
  { fault: 'cut', when: 'after' },
  { fault: 'stall' },
  { fault: 'bad_gateway', when: 'after' },
  { fault: 'html' },
  { fault: 'truncated', when: 'after' },
  { fault: 'status', status: 429 },
  { fault: 'pending' },
  { fault: 'false_success' },
  { fault: 'false_failure' },
  { fault: 'leaky_refusal' },
  { fault: 'leaky_refusal', reason: 'invalid_exact_evm_signature' },
];
const NODE_WORDS = 'what only the node has said';
const NODE_FAULTS: readonly RpcFault[] = [
  { fault: 'bad_gateway', times: 99 },
  { fault: 'error', message: NODE_WORDS, times: 99 },
  { fault: 'html', times: 99 },
];

const canaries: Record<string, string> = {
  'the key of the node': RPC_KEY,
  'the key of the facilitator': FACILITATOR_KEY,
  'a cookie': randomUUID(),
};
const answers: string[] = [];

type Facts = Parameters<typeof paymentFor>[0]['facts'];

function factsOf(apiKey: string): Facts {
  const { payer, chain, merchant } = sandbox;
  return {
    base_url: base,
    api_key: apiKey,
    seller_handle: 'prairie-supply',
    variant_ids: ['var_camp_stove'],
    payer: { address: payer.address, private_key: payer.privateKey },
    merchant,
    chain: { rpc_url: chain.rpcUrl, chain_id: chain.chainId, usdc: chain.usdc },
  };
}

async function openTill(facts: Facts): Promise<Till> {
  const { cart_id: cart } = await fillCart(facts);
  return { url: `${base}/api/agent/cart/${cart}/checkout`, apiKey: facts.api_key };
}

/** Sends a paying request twice under one key, and keeps all that comes back. */
async function send(till: Till, name: string, headers: Record<string, string>): Promise<void> {
  const key = randomUUID();
  const cookie = canaries['a cookie'] ?? '';
  canaries[`the idempotency key of ${name}`] = key;
  for (let copy = 0; copy < 2; copy += 1) {
    const answer = await fetch(till.url, {
      method: 'POST',
      headers: { authorization: `Bearer ${till.apiKey}`, 'idempotency-key': key, cookie, ...headers },
    });
    answers.push(`${answer.status} ${JSON.stringify([...answer.headers])} ${await answer.text()}`);
  }
}

/** Signs a payment for a new cart, lets something go wrong, and sends it. */
async function pay(
  facts: Facts,
  name: string,
  wrong: () => Promise<void> = async () => {},
  header = 'payment-signature',
): Promise<void> {
  const till = await openTill(facts);
  const payment = await paymentFor({ facts }, till);
  const { payload } = JSON.parse(Buffer.from(payment, 'base64').toString()) as {
    payload: { signature: string };
  };
  canaries[`the payment of ${name}`] = payment;
  canaries[`the signature of ${name}`] = payload.signature.slice(2);
  await wrong();
  await send(till, name, { [header]: payment });
  await hostile(sandbox).reset();
}

async function payInEveryWay(facts: Facts): Promise<void> {
  const yard = hostile(sandbox);
  await pay(facts, 'a sale');
  await pay(facts, 'a sale in x-payment', undefined, 'x-payment');
  const private_key = generatePrivateKey();
  await pay({ ...facts, payer: { address: privateKeyToAddress(private_key), private_key } }, 'a poor payer');
  for (const fault of FAULTS)
    await pay(facts, JSON.stringify(fault), () => yard.facilitator('settle', fault));
  for (const fault of NODE_FAULTS) await pay(facts, JSON.stringify(fault), () => yard.rpc(fault));

  const garbage = randomBytes(60).toString('hex');
  canaries['a malformed payment'] = garbage;
  await send(await openTill(facts), 'a malformed payment', { 'payment-signature': garbage });
  const stranger = `kfa_test_${randomBytes(16).toString('hex')}`;
  canaries['another API key'] = stranger;
  await send({ ...(await openTill(facts)), apiKey: stranger }, 'another API key', {});
}

function databaseText(): string {
  const files = readdirSync(folder).filter((name) => name.startsWith('railyard.db'));
  return files.map((name) => readFileSync(join(folder, name), 'latin1')).join('\n');
}

test('no secret reaches the log, the database or an answer, whatever goes wrong', async () => {
  const apiKey = readFileSync(join(folder, 'api-key'), 'utf8').trim();
  canaries['the API key'] = apiKey;
  canaries['the sealing key'] =
    readFileSync(join(folder, 'sealing-keys'), 'utf8').trim().split(':').at(-1) ?? '';
  await payInEveryWay(factsOf(apiKey));
  server.child.kill('SIGTERM');
  await server.ended;
  const places = { log: server.output(), answers: answers.join('\n'), database: databaseText() };

  // What must be there: the places were really looked at.
  expect(answers.filter((answer) => answer.startsWith('200')).length).toBeGreaterThan(8);
  expect(places.log).toContain('"status":503');
  expect(places.database).toContain(sandbox.payer.address.toLowerCase());
  expect(Object.values(canaries).every((canary) => canary.length > 20)).toBe(true);

  const found = Object.entries(places).flatMap(([place, text]) =>
    Object.entries(canaries).flatMap(([what, canary]) =>
      text.includes(canary) ? `${what} in the ${place}` : [],
    ),
  );
  expect(found).toEqual([]);
  expect(Object.values(places).join('')).not.toContain(NODE_WORDS);
}, 120_000);
