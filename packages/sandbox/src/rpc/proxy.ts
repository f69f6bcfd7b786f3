import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Hono } from 'hono';
import { breakOff } from '../faults/break.ts';
import type { Broken, RpcFault } from '../faults/kinds.ts';
import type { Faults } from '../faults/state.ts';
import { type OnNode, onlyJson, openMount } from '../mount.ts';
import { askLagging } from './lag.ts';
import { type AskNode, failed, type RpcAnswer, type RpcCall, type RpcCalls, readCalls } from './message.ts';

/** The chain's RPC as everybody but the sandbox itself sees it. Passes on whatever it was not told to spoil. */
export function createRpcRoutes(nodeUrl: string, faults: Faults): Hono<OnNode> {
  const app = openMount('The local chain does not answer.');
  app.use(onlyJson);
  app.post('/', async (c) => {
    const text = await c.req.text();
    const isHonest = faults.rpc.isEmpty() && faults.lag() === 0;
    const calls = isHonest ? null : readCalls(text);
    return calls ? spoil(c, calls, faults, askAt(nodeUrl)) : pass(nodeUrl, text);
  });
  return app;
}

async function spoil(
  c: Context<OnNode>,
  { calls, isBatch }: RpcCalls,
  faults: Faults,
  ask: AskNode,
): Promise<Response> {
  const told: (Exclude<RpcFault, Broken> | null)[] = [];
  for (const call of calls) {
    const fault = faults.rpc.take(({ method = call.method }) => method === call.method);
    if (fault && isBroken(fault)) return breakOff(c, fault);
    told.push(fault);
  }
  const lag = faults.lag();
  const answers = await Promise.all(
    calls.map(async (call, position) => {
      const answer = await answerTo(call, told[position] ?? null, lag, ask);
      return { jsonrpc: '2.0', id: call.id ?? null, ...answer };
    }),
  );
  return c.json(isBatch ? answers : answers[0]);
}

function isBroken(fault: RpcFault): fault is RpcFault & Broken {
  return fault.fault !== 'delay' && fault.fault !== 'error';
}

async function answerTo(
  call: RpcCall,
  told: Exclude<RpcFault, Broken> | null,
  lag: number,
  ask: AskNode,
): Promise<RpcAnswer> {
  if (told?.fault === 'error') return failed(told.code ?? -32_000, told.message ?? 'internal error');
  if (told?.fault === 'delay') await sleep(told.ms);
  return askLagging(call, lag, ask);
}

async function pass(nodeUrl: string, request: string): Promise<Response> {
  const { status, body } = await post(nodeUrl, request);
  return new Response(body, { status, headers: { 'content-type': 'application/json' } });
}

function askAt(nodeUrl: string): AskNode {
  return async (method, params) => {
    const response = await post(nodeUrl, JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
    const answer = (await response.json()) as RpcAnswer;
    return 'error' in answer ? { error: answer.error } : { result: answer.result };
  };
}

function post(url: string, body: string): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}
