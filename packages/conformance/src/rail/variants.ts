import type { Json, JsonObject } from '@railyard/core/rail';

const ODD: readonly Json[] = [null, true, -1, 1.5, 1e308, '', '\0\ud800', '0x', [], {}, 'x'.repeat(9_000)];
const MOST = 400;

/** What is nearly this value: of another type in one place. */
export function variantsOf(value: Json): readonly Json[] {
  return typeof value === 'string' ? textVariantsOf(value) : within(value).slice(0, MOST);
}

/** What is nearly this text: cut, doubled, with something in it. JSON in it, or in base64 in it, is opened for it. */
export function textVariantsOf(value: string): readonly string[] {
  const half = value.length >> 1;
  const around: readonly string[] = [
    value.slice(0, half),
    value.slice(half),
    value.slice(0, -1),
    value + value,
    `${value},${value}`,
    ` ${value} `,
    `${value}\0`,
    `${value.slice(0, half)}\u00e9${value.slice(half)}`,
    value.toUpperCase(),
  ];
  const opened = OPENERS.flatMap(({ open, close }) => {
    const inner = attempt(() => JSON.parse(open(value)) as Json);
    return typeof inner === 'object' && inner !== null
      ? within(inner).map((one) => close(JSON.stringify(one)))
      : [];
  });
  return [...around, ...opened.slice(0, MOST)];
}

const OPENERS = [
  { open: (text: string) => text, close: (json: string) => json },
  { open: (text: string) => fromBase64(text), close: (json: string) => toBase64(json) },
  {
    open: (text: string) => fromBase64(text.replace(/^\w+ /, '')),
    close: (json: string) => `Payment ${toBase64(json)}`,
  },
];

/** The value with one part in another form, for each of its parts. */
function within(value: Json): readonly Json[] {
  if (typeof value !== 'object' || value === null) return ODD;
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    const changed = list.flatMap((part, index) => within(part).map((one) => list.with(index, one)));
    return [...ODD, ...changed];
  }
  const members = value as JsonObject;
  const changed = Object.entries(members).flatMap(([name, part]) => {
    const { [name]: _, ...rest } = members;
    return [rest, ...within(part).map((one) => ({ ...members, [name]: one }))];
  });
  return [...ODD, ...changed];
}

function fromBase64(text: string): string {
  const standard = text.replaceAll('-', '+').replaceAll('_', '/');
  return new TextDecoder().decode(Uint8Array.from(atob(standard), (one) => one.charCodeAt(0)));
}

function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function attempt<T>(run: () => T): T | null {
  try {
    return run();
  } catch {
    return null;
  }
}
