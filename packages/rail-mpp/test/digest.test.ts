import * as node from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHashing, nodeCrypto } from '../src/hash.ts';
import { createKeys } from '../src/keys.ts';
import { digestOf } from '../src/purpose.ts';

const native = createHashing(node);
const portable = createHashing(null);

describe('hashing', () => {
  it('is the same with and without the code of the runtime', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (text, key) => {
        const bytes = new TextEncoder().encode(text);
        const sha256 = node.createHash('sha256').update(bytes).digest('base64');
        const hmac = node.createHmac('sha256', key).update(bytes).digest('base64url');
        expect([native.sha256(bytes), portable.sha256(bytes)]).toEqual([sha256, sha256]);
        expect([native.hmac(key)(text), portable.hmac(key)(text)]).toEqual([hmac, hmac]);
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same for the same text each time', () => {
    for (const hashing of [native, portable]) {
      const sign = hashing.hmac('key');
      expect([sign('a'), sign('b'), sign('a')]).toEqual(
        ['a', 'b', 'a'].map((text) => hashing.hmac('key')(text)),
      );
    }
  });

  it('does without code of the runtime where there is none, or only a part', () => {
    expect(nodeCrypto({})).toBeNull();
    expect(nodeCrypto({ process: {} })).toBeNull();
    expect(nodeCrypto({ process: { getBuiltinModule: () => undefined } })).toBeNull();
    const { hash: _, ...part } = node;
    expect(nodeCrypto({ process: { getBuiltinModule: () => part as typeof node } })).toBeNull();
    expect(nodeCrypto(globalThis)?.hash('sha256', new Uint8Array(), 'base64')).toHaveLength(44);
  });
});

describe('keys', () => {
  const OLD = 'the secret of last year, 32 bytes or more';
  const NEW = 'the secret of this year, 32 bytes or more';

  it('sign with the first secret, and verify with all', () => {
    const before = createKeys([OLD]);
    const during = createKeys([NEW, OLD]);
    const after = createKeys([NEW]);
    const [old, young] = [before.sign('text'), during.sign('text')];
    expect(young).toBe(after.sign('text'));
    expect([old, young].map((signature) => during.signed('text', signature))).toEqual([true, true]);
    expect([old, young].map((signature) => after.signed('text', signature))).toEqual([false, true]);
  });

  it('take no signature but the right one', () => {
    const keys = createKeys([NEW]);
    const good = keys.sign('text');
    const wrong = [
      '',
      good.slice(1),
      `${good}A`,
      `${good.slice(0, -1)}!`,
      good.toLowerCase(),
      keys.sign('Text'),
    ];
    expect(wrong.filter((signature) => keys.signed('text', signature))).toEqual([]);
  });
});

describe('the digest of a body', () => {
  it('is written as RFC 9530 has it', () => {
    // The body and the digest of that text's own examples.
    expect(digestOf(new TextEncoder().encode('{"hello": "world"}\n'))).toBe(
      'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:',
    );
  });

  it('is not there without a body', () => {
    expect(digestOf(new Uint8Array())).toBeNull();
  });
});
