import type { Raw } from './pool.ts';

/** What can be done to a JSON body on its way. */
export const SPOILINGS = [
  'cut',
  'twice',
  'doubled',
  'marked',
  'deep',
  'large',
  'bytes',
  'empty',
  'text',
  'form',
  'untyped',
  'utf-16',
  'cased',
] as const;

/** What is done to a JSON body on its way. */
export type Spoiling = 'none' | (typeof SPOILINGS)[number];

/** A body as it is sent. */
export interface Sent {
  readonly type: string | null;
  readonly bytes: Buffer;
}

const JSON_TYPE = 'application/json';

/** A value as the body of a request. */
export function bodyOf(value: unknown, spoiling: Spoiling): Sent {
  const text = jsonOf(value);
  const typed = (type: string | null, sent = text): Sent => ({ type, bytes: Buffer.from(sent) });
  switch (spoiling) {
    case 'none':
      return typed(JSON_TYPE);
    case 'cut':
      return typed(JSON_TYPE, text.slice(0, text.length / 2));
    case 'twice':
      return typed(JSON_TYPE, text + text);
    case 'doubled':
      // Of two members of one name the last one counts.
      return typed(JSON_TYPE, text.replace(/^{(".*?":)/, '{$1[],$1'));
    case 'marked':
      return typed(JSON_TYPE, `\ufeff${text}`);
    case 'deep':
      return typed(JSON_TYPE, `${'{"a":['.repeat(5_000)}${text}`);
    case 'large':
      return typed(JSON_TYPE, `${text}${' '.repeat(64 * 1024)}`);
    case 'bytes':
      return {
        type: JSON_TYPE,
        bytes: Buffer.from([0xff, 0xc3, 0x28, ...Buffer.from(text), 0xed, 0xa0, 0x80]),
      };
    case 'empty':
      return typed(JSON_TYPE, '');
    case 'text':
      return typed('text/plain');
    case 'form':
      return typed('application/x-www-form-urlencoded', 'cart_id=1&cart_id=2&method=card-via-stripe');
    case 'untyped':
      return typed(null);
    case 'utf-16':
      return { type: `${JSON_TYPE}; charset=utf-16`, bytes: Buffer.from(text, 'utf16le') };
    case 'cased':
      return typed('Application/JSON;charset=UTF-8');
  }
}

/** A form as a browser sends it, whatever its fields hold. */
export function formOf(value: unknown): Sent {
  const fields = Object.entries(value ?? {}).map(([name, one]): [string, string] => [
    name,
    typeof one === 'string' ? one : JSON.stringify(one),
  ]);
  return {
    type: 'application/x-www-form-urlencoded',
    bytes: Buffer.from(new URLSearchParams(fields).toString()),
  };
}

/** JSON in which numbers can stand that are none in JavaScript. */
function jsonOf(value: unknown): string {
  const raws: string[] = [];
  const marked = JSON.stringify(value, (_, one: unknown) => {
    if (typeof one !== 'object' || one === null || !('raw' in one)) return one;
    return `@raw ${raws.push((one as Raw).raw) - 1}@`;
  });
  return marked.replace(/"@raw (\d+)@"/g, (_, at: string) => raws[Number(at)] ?? '');
}
