import { canonical, type JsonObject } from '@railyard/core/rail';
import { describe, expect, it } from 'vitest';
import { createDetect } from '../src/detect.ts';
import { createKeys } from '../src/keys.ts';
import { decodeText, encodeText } from '../src/wire/base64url.ts';
import { readChallenge, readField, signedText } from '../src/wire/challenge.ts';
import { IDS } from './id-vectors.ts';
import { requestWith } from './payer.ts';
import { BASE64URL, CHALLENGES, CREDENTIALS } from './wire-vectors.ts';

describe('the published vectors of challenge ids', () => {
  it.each(IDS)('give the id for $name', ({ secret, id, request, header, ...terms }) => {
    const encoded = encodeText(canonical(request as JsonObject));
    const optional = { expires: null, digest: null, opaque: null, ...terms };
    const field = readField(header);
    const text = signedText({ ...optional, request: encoded, header: field?.header ?? null });
    expect(createKeys([secret]).sign(text)).toBe(id);
    expect(createKeys(['another secret of more than 32 bytes', secret]).signed(text, id)).toBe(true);
  });

  it('put the field of the credential before opaque', () => {
    const terms = {
      realm: 'a',
      method: 'b',
      intent: 'c',
      request: 'd',
      expires: 'e',
      digest: 'f',
      opaque: 'g',
    };
    expect(signedText({ ...terms, header: 'h' })).toBe('a|b|c|d|e|f|h|g');
    expect(signedText({ ...terms, header: null })).toBe('a|b|c|d|e|f|g');
  });
});

describe('the published vectors of challenges', () => {
  it.each(CHALLENGES)('are read or refused: %s', (_, wire, read) => {
    const issued = readChallenge(wire);
    expect(issued && { ...issued, ...read }).toEqual(read && issued);
  });
});

describe('the published vectors of base64url', () => {
  it.each(BASE64URL.filter(([decoded]) => decoded !== null))('are written alike: %j', (decoded, encoded) => {
    expect(encodeText(decoded ?? '')).toBe(encoded);
  });

  it.each(BASE64URL)('are read or refused: %j', (decoded, encoded) => {
    expect(decodeText(encoded)).toBe(decoded);
  });
});

describe('the published vectors of credentials', () => {
  it.each(CREDENTIALS)('are read or refused: %s', (_, authorization, refused) => {
    const found = createDetect({ rawTokens: true })(requestWith({ authorization }));
    expect(found && 'refused' in found ? found.refused : found).toBe(refused);
  });
});
