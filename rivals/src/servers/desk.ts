import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Ask, Behaviour, Setting, Told } from '../messages.ts';

/** What a server is started with, from its command line. */
export function readSetting(): Setting {
  return JSON.parse(process.argv[2] ?? '') as Setting;
}

/** The seller's own code. An order has the name that the library hands to the handler; without one each run makes another. */
export type OrderDesk = (named?: string) => Promise<{ readonly order: string }>;

/** It writes down each run and each order that it has made; where the provider is a stub, it does nothing. */
export function orderDesk({ folder, providerUrl }: Setting): OrderDesk {
  if (isStub(providerUrl)) return async (named = randomUUID()) => ({ order: named });
  let next: Behaviour = 'works';
  process.on('message', (message: Ask) => {
    if (message.ask !== 'behave') return;
    next = message.behaviour;
    tell({ tell: 'behave' });
  });
  const write = (line: object): void =>
    appendFileSync(join(folder, 'runs.jsonl'), `${JSON.stringify(line)}\n`);
  return async (named) => {
    const behaviour = next;
    next = 'works';
    const order = named ?? randomUUID();
    write({ began: order });
    if (behaviour === 'throws') throw new Error('The seller is out of paper.');
    write({ made: order });
    if (behaviour === 'hangs') await new Promise(() => {});
    return { order };
  };
}

/** Whether the provider is to be a stub in this process, because its cost is not measured. */
export function isStub(providerUrl: string): boolean {
  return providerUrl === '';
}

/** Serves on this port of 127.0.0.1, says when it is ready, and ends with the harness. */
export function open(app: Hono, port: number): void {
  process.once('disconnect', () => process.exit());
  process.on('message', (message: Ask) => {
    if (message.ask !== 'cpu') return;
    const { user, system } = process.cpuUsage();
    tell({ tell: 'cpu', microseconds: user + system });
  });
  serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, (at) => {
    tell({ tell: 'ready', address: `http://127.0.0.1:${at.port}` });
  });
}

function tell(told: Told): void {
  process.send?.(told);
}
