import { canonical, type Json, type RailRequest } from '@railyard/core/rail';
import type { Scene } from '../scene.ts';

/** A request with a good credential; null where people pay without one. */
export async function goodRequest(scene: Scene): Promise<RailRequest | null> {
  return scene.rail.manifest.payer === 'agent' ? scene.good(scene.purchase()) : null;
}

/** What this gives; what it throws says what was asked. */
export function caught<T>(what: () => string, ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    throw new Error(`${what()} threw: ${String(error)}`, { cause: error });
  }
}

/** What this gives, or null when it throws. */
export function quietly<T>(ask: () => T): T | null {
  try {
    return ask();
  } catch {
    return null;
  }
}

/** What this gives or throws, as text to compare. */
export function textOf(ask: () => unknown): string {
  try {
    return canonical((ask() ?? null) as Json);
  } catch (error) {
    return String(error);
  }
}

/** The telling part of a request. */
export function shown({ url, headers, meta, body }: RailRequest): string {
  const text = JSON.stringify({
    ...(Object.keys(headers).length + Object.keys(meta).length === 0 && { url }),
    headers,
    meta,
  });
  return `${text.length > 300 ? `${text.slice(0, 300)}…` : text}${body.length > 0 ? ` and ${body.length} bytes` : ''}`;
}
