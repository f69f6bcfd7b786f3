/** The version that the stable validators are of. */
export const VERSION = '2026-10-28.endive';
/** The one that the preview validators are of. */
export const PREVIEW_VERSION = '2026-08-26.preview';

/** Those that know of Shared Payment Tokens, and agree in what is asked here. */
const PREVIEWS: readonly string[] = [
  '2026-04-22.preview',
  '2026-07-29.preview',
  PREVIEW_VERSION,
  '2026-09-30.preview',
];

/** Whose parameters a version has; null for one that is not known here. */
export function flavorOf(version: string): 'stable' | 'preview' | null {
  if (version === VERSION) return 'stable';
  return PREVIEWS.includes(version) ? 'preview' : null;
}
