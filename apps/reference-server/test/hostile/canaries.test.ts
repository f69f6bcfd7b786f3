import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Bystander,
  bystander,
  type FacilitatorFault,
  type Hostile,
  hostile,
  type RpcFault,
  type Sandbox,
  startSandbox,
} from '@railyard/sandbox';
import getPort from 'get-port';
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fillCart, type SandboxFacts } from '../../src/demo/shop.ts';
import { balanceOf } from '../../src/demo/wallet.ts';
import { type ServerProcess, startProcess } from '../server-process.ts';
import { PRICE, paymentFor, type Till } from '../till.ts';
import { openGateway } from './gateway.ts';
import { read, type Signed } from './sale.ts';

const KEYS = { rpc: randomBytes(12).toString('hex'), facilitator: randomBytes(12).toString('hex') };
const REFUND_KEY = generatePrivateKey();

let folder: string;
let sandbox: Sandbox;
let yard: Hostile;
let other: Bystander;
let gateway: Server;
let server: ServerProcess;
let base: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'railyard-'));
  sandbox = await startSandbox({ folder });
  yard = hostile(sandbox);
  other = await bystander(sandbox);
  await other.give(privateKeyToAddress(REFUND_KEY), PRICE);
  const { facilitatorUrl, chain } = sandbox;
  gateway = await openGateway(KEYS, { facilitatorUrl, rpcUrl: chain.rpcUrl });
  const port = await getPort();
  const providers = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
  server = startProcess({
    RAILYARD_FOLDER: folder,
    PORT: String(port),
    LOG_LEVEL: 'debug',
    RAIL_TIMEOUT_MS: '1500',
    X402_NETWORK: 'base-sepolia',
    X402_PAY_TO: sandbox.merchant.address,
    X402_FACILITATOR_URL: `${providers}/${KEYS.facilitator}`,
    X402_RPC_URL: `${providers}/${KEYS.rpc}`,
    X402_REFUND_KEY: REFUND_KEY,
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

const FAULTS: readonly FacilitatorFault[] = [
  { fault: 'cut' },
  { fault: 'cut', when: 'after' },
  { fault: 'stall' },
  { fault: 'stall', when: 'after' },
  { fault: 'delay', ms: 200 },
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
const NODE_FAULTS: readonly RpcFault[] = [
  { fault: 'bad_gateway', times: 99 },
  { fault: 'error', message: 'what only the node has said', times: 99 },
  { fault: 'html', times: 99 },
  { fault: 'cut', times: 99 },
  { fault: 'stall', times: 99 },
  { fault: 'truncated', times: 99 },
];
/** What a provider says in free text, which may hold anything. */
const PROVIDERS_WORDS = ['what only the node has said', 'Execution reverted'];

const canaries: Record<string, string> = {
  'the key of the node': KEYS.rpc,
  'the key of the facilitator': KEYS.facilitator,
  'the key of the refund wallet': REFUND_KEY.slice(2),
  'the number of that key': String(BigInt(REFUND_KEY)),
  'a cookie': randomUUID(),
};
const answers: string[] = [];

function factsOf(apiKey: string): SandboxFacts {
  const { payer, chain, merchant, stripe } = sandbox;
  return {
    base_url: base,
    api_key: apiKey,
    seller_handle: 'prairie-supply',
    variant_ids: ['var_camp_stove'],
    elsewhere: { seller_handle: 'cedar-books', variant_ids: [] },
    comos: { mcp_url: `${base}/comos/mcp`, tenant_id: '', user_id: '', auth_token: '', product_ids: [] },
    payer: { address: payer.address, private_key: payer.privateKey },
    merchant,
    chain: { rpc_url: chain.anvilUrl, chain_id: chain.chainId, usdc: chain.usdc },
    stripe: {
      base_url: stripe.url,
      agent: {
        key: stripe.agent.secretKey,
        version: stripe.previewVersion,
        payment_method: 'pm_card_visa',
        profile: stripe.profile,
        token_url: `${stripe.url}/v1/shared_payment/issued_tokens`,
      },
    },
  };
}

async function openTill(facts: SandboxFacts): Promise<Till> {
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

/** A payment for this till, in base64 and in JSON, of which nothing may be found. */
async function sign(facts: SandboxFacts, till: Till, name: string) {
  const payment = await paymentFor({ facts }, till);
  const { payload } = read({ payment });
  canaries[`the payment of ${name}`] = payment;
  canaries[`the signature of ${name}`] = payload.signature.slice(2);
  return { payment, text: Buffer.from(payment, 'base64').toString(), signed: payload };
}

/** Signs a payment for a new cart, lets something go wrong, and sends it; what was signed. */
async function pay(
  facts: SandboxFacts,
  name: string,
  wrong: (signed: Signed) => Promise<unknown> = async () => {},
): Promise<Till & { readonly signed: Signed }> {
  const till = await openTill(facts);
  const { payment, signed } = await sign(facts, till, name);
  await wrong(signed);
  await send(till, name, { 'payment-signature': payment });
  await yard.reset();
  return { ...till, signed };
}

function newPayer(): SandboxFacts['payer'] {
  const private_key = generatePrivateKey();
  return { address: privateKeyToAddress(private_key), private_key };
}

/** A payment that is declined, another that is paid, and the first one on top, which is owed back; who gets it. */
async function payTwice(facts: SandboxFacts): Promise<SandboxFacts['payer']> {
  const payer = newPayer();
  const { signed, ...till } = await pay({ ...facts, payer }, 'a poor payer');
  // A node that shows no block in time leaves it in doubt.
  if (!answers.at(-1)?.startsWith('402')) return payTwice(facts);
  const { payment } = await sign(facts, till, 'another payer');
  await send(till, 'another payer', { 'payment-signature': payment });
  await other.give(payer.address, PRICE);
  await other.submit(signed.authorization, signed.signature);
  return payer;
}

async function payInEveryWay(facts: SandboxFacts): Promise<void> {
  await pay(facts, 'a sale');
  const till = await openTill(facts);
  const { text } = await sign(facts, till, 'a sale in JSON');
  canaries['the JSON of a sale in JSON'] = text;
  await send(till, 'a sale in JSON', { 'x-payment': text });

  for (const fault of FAULTS)
    await pay(facts, JSON.stringify(fault), () => yard.facilitator('settle', fault));
  for (const fault of NODE_FAULTS) await pay(facts, `${fault.fault} of the node`, () => yard.rpc(fault));
  await pay(facts, 'a chain that stalls', () => yard.mining('stop'));
  await pay(facts, 'a node that lags', () => yard.lag(8));
  await pay(facts, 'a bystander', ({ authorization, signature }) => other.submit(authorization, signature));
  const { private_key: payerKey } = facts.payer;
  await pay(facts, 'a cancellation', ({ authorization }) => other.cancel(payerKey, authorization.nonce));

  const garbage = randomBytes(60).toString('hex');
  canaries['a malformed payment'] = garbage;
  await send(await openTill(facts), 'a malformed payment', { 'payment-signature': garbage });
  const apiKey = `kfa_test_${randomBytes(16).toString('hex')}`;
  canaries['another API key'] = apiKey;
  await send({ ...(await openTill(facts)), apiKey }, 'another API key', {});
}

function databaseText(): string {
  const files = readdirSync(folder).filter((name) => name.startsWith('railyard.db'));
  return files.map((name) => readFileSync(join(folder, name), 'latin1')).join('\n');
}

test('no secret and no word of a provider reaches the log, the database or an answer, whatever goes wrong', async () => {
  const apiKey = readFileSync(join(folder, 'api-key'), 'utf8').trim();
  canaries['the API key'] = apiKey;
  canaries['the sealing key'] =
    readFileSync(join(folder, 'sealing-keys'), 'utf8').trim().split(':').at(-1) ?? '';
  const facts = factsOf(apiKey);
  const owed = await payTwice(facts);
  await payInEveryWay(facts);
  await expect.poll(() => balanceOf(facts, owed.address), { timeout: 30_000 }).toBe(PRICE);
  server.child.kill('SIGTERM');
  await server.ended;
  const places = { log: server.output(), answers: answers.join('\n'), database: databaseText() };

  // What must be there: the places were really looked at.
  expect(answers.filter((answer) => answer.startsWith('200')).length).toBeGreaterThan(15);
  expect(places.log).toContain('"status":503');
  expect(places.database).toContain(sandbox.payer.address.toLowerCase());
  expect(places.database).toContain('refund:');
  expect(Object.values(canaries).every((canary) => canary.length > 20)).toBe(true);

  const looked = [...Object.entries(canaries), ...PROVIDERS_WORDS.map((words) => [words, words] as const)];
  const found = Object.entries(places).flatMap(([place, text]) =>
    looked.flatMap(([what, canary]) => (text.includes(canary) ? `${what} in the ${place}` : [])),
  );
  expect(found).toEqual([]);
}, 120_000);
