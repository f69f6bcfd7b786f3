import { isLoopback } from '../loopback.ts';

/** A client as its person sees it. */
export interface ClientShown {
  readonly id: string;
  /** What it calls itself; anybody can call themselves anything. */
  readonly name: string;
  /** Where it gets what is allowed, which nobody else can say of themselves. */
  readonly destination: string;
}

/** Where a redirect leads, in words. */
export function destinationOf(redirect: string): string {
  const { protocol, hostname, host } = new URL(redirect);
  if (isLoopback(hostname)) return 'a program on this device';
  return protocol === 'https:' ? host : `an app that opens ${protocol} links`;
}
