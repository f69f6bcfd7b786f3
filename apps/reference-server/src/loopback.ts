const NAMES: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** Whether a host, as a URL names it, is this machine alone, for browsers too. */
export function isLoopback(hostname: string): boolean {
  return NAMES.includes(hostname);
}
