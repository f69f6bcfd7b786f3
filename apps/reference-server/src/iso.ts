/** A moment as programs read it; null where there was none. */
export function isoOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
