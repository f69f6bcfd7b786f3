import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { type Browser, openBrowser } from '@railyard/browser';
import { openTill, type Till } from './till.ts';

/** A browser, and a till on this machine that it can reach. */
export interface Window {
  readonly browser: Browser;
  /** Of the payment pages. */
  readonly origin: string;
  /** A page of somebody else, where a payment page may lead. */
  readonly elsewhere: string;
  till: Till;
  close(): Promise<void>;
}

const ELSEWHERE = '<!doctype html><html lang="en"><title>Provider</title><h1>Provider</h1></html>';

export async function openWindow(): Promise<Window> {
  const answer = getRequestListener((request) =>
    new URL(request.url).hostname === 'localhost'
      ? new Response(ELSEWHERE, { headers: { 'content-type': 'text/html' } })
      : window.till.fetch(request),
  );
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const browser = await openBrowser();
  const window: Window = {
    browser,
    origin: `http://127.0.0.1:${port}`,
    elsewhere: `http://localhost:${port}/provider?a=1&b=2`,
    till: openTill(),
    async close() {
      await browser.close();
      server.close();
    },
  };
  return window;
}
