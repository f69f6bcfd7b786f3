import { assert, jsonValue, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRailError } from '../src/errors.ts';
import { liftMeta, type ToolCall, toolRequest } from '../src/mcp/request.ts';
import { codeOf } from './thrown.ts';

const CREDENTIAL = 'org.paymentauth/credential';

const bodyOf = (given: object): string =>
  new TextDecoder().decode(toolRequest({ tool: 't', arguments: given }).body);

/** An object in an object, so many times. */
const nested = (levels: number): object =>
  Array.from({ length: levels }).reduce<object>((inner) => ({ a: inner }), {});

describe('a tool call as a rail may read it', () => {
  it('has the address that the platform names, the _meta, and no header', () => {
    const url = 'https://shop.example/cart/cart_a';
    const call = { tool: 'checkout', url, arguments: { cart_id: 'a' }, meta: { [CREDENTIAL]: { id: 1 } } };
    const { body, ...request } = toolRequest(call);
    expect(request).toEqual({ method: 'tools/call', url, headers: {}, meta: { [CREDENTIAL]: { id: 1 } } });
    expect(new TextDecoder().decode(body)).toBe('{"cart_id":"a"}');
  });

  it('is named after the tool when the platform names no address', () => {
    expect(toolRequest({ tool: 'buy a hat' }).url).toBe('mcp://tool/buy%20a%20hat');
  });

  it('has the same bytes for the same arguments in another order, and others for other arguments', () => {
    expect(bodyOf({ b: [1, { y: 1, x: 2 }], a: 'x' })).toBe(bodyOf({ a: 'x', b: [1, { x: 2, y: 1 }] }));
    expect(bodyOf({ a: 1 })).not.toBe(bodyOf({ a: '1' }));
    expect(bodyOf({})).toBe('{}');
  });

  it('is a copy, which nobody can change afterwards', () => {
    const meta = { [CREDENTIAL]: { id: 1 } };
    const request = toolRequest({ tool: 't', meta });
    meta[CREDENTIAL].id = 2;
    expect(request.meta).toEqual({ [CREDENTIAL]: { id: 1 } });
  });

  it('lets no client say what the platform remembers', () => {
    const meta = { quoted: 1, headers: { authorization: 'Bearer x' }, method: 'POST' };
    expect(toolRequest({ tool: 't', arguments: { quoted: 1 }, meta })).not.toHaveProperty('quoted');
    expect(toolRequest({ tool: 't', meta })).toMatchObject({ method: 'tools/call', headers: {}, meta });
  });
});

describe('the two places of _meta', () => {
  it('are one to a rail', () => {
    const call = { tool: 't', meta: { progressToken: 1 }, rootMeta: { [CREDENTIAL]: { id: 1 } } };
    expect(toolRequest(call).meta).toEqual({ progressToken: 1, [CREDENTIAL]: { id: 1 } });
  });

  it('may say the same of one member, in whatever order', () => {
    const meta = { [CREDENTIAL]: { id: 1, realm: 'x' } };
    const rootMeta = { [CREDENTIAL]: { realm: 'x', id: 1 } };
    expect(toolRequest({ tool: 't', meta, rootMeta }).meta).toEqual(meta);
  });

  it.each([
    ['another value', { [CREDENTIAL]: { id: 2 } }],
    ['null', { [CREDENTIAL]: null }],
    ['a text', { [CREDENTIAL]: '{"id":1}' }],
  ])('are refused when one of them has %s for the same member', (_, rootMeta) => {
    const meta = { [CREDENTIAL]: { id: 1 } };
    expect(codeOf(() => toolRequest({ tool: 't', meta, rootMeta }))).toBe('ambiguous_credential');
    expect(codeOf(() => toolRequest({ tool: 't', meta: rootMeta, rootMeta: meta }))).toBe(
      'ambiguous_credential',
    );
  });

  it('are read as data, whatever their members are called', () => {
    const meta = JSON.parse('{"__proto__":{"x402/payment":1},"constructor":1}') as object;
    const rootMeta = JSON.parse('{"__proto__":{"x402/payment":2}}') as object;
    expect(codeOf(() => toolRequest({ tool: 't', meta, rootMeta }))).toBe('ambiguous_credential');
    const { meta: read } = toolRequest({ tool: 't', meta });
    expect(read['x402/payment']).toBeUndefined();
    expect(Object.keys(read)).toEqual(['__proto__', 'constructor']);
    expect(toolRequest({ tool: 't', rootMeta: { toString: 1 } }).meta).toEqual({ toString: 1 });
  });
});

describe('what is no tool call', () => {
  it.each([
    ['a list', []],
    ['a text', 'spt_1'],
    ['a number', 7],
    ['what nests 65 levels deep', nested(65)],
    ['what nests a million levels deep', nested(1_000_000)],
  ])('is refused: %s', (_, sent: unknown) => {
    expect(codeOf(() => toolRequest({ tool: 't', meta: sent }))).toBe('validation');
    expect(codeOf(() => toolRequest({ tool: 't', rootMeta: sent }))).toBe('validation');
    expect(codeOf(() => toolRequest({ tool: 't', arguments: sent }))).toBe('validation');
  });

  it('is refused by a RailError and by nothing else', () => {
    assert(
      property(jsonValue({ maxDepth: 5 }), jsonValue({ maxDepth: 5 }), (meta, rootMeta) => {
        const call: ToolCall = { tool: '𝒳', arguments: meta, meta, rootMeta };
        try {
          expect(toolRequest(call).meta).toBeTypeOf('object');
        } catch (error) {
          if (!isRailError(error)) throw error;
        }
      }),
    );
  });
});

describe('a request with a root _meta', () => {
  const request = { jsonrpc: '2.0', id: 1, method: 'tools/call' };

  it('is moved to where the SDK looks', () => {
    const params = { name: 't', _meta: { progressToken: 1 } };
    expect(liftMeta({ ...request, params, _meta: { [CREDENTIAL]: 1 } })).toEqual({
      ...request,
      params: { name: 't', _meta: { progressToken: 1, [CREDENTIAL]: 1 } },
    });
    expect(liftMeta({ ...request, _meta: { a: 1 } })).toEqual({ ...request, params: { _meta: { a: 1 } } });
  });

  it('is refused when it says something else than its params', () => {
    const message = { ...request, params: { _meta: { [CREDENTIAL]: 1 } }, _meta: { [CREDENTIAL]: 2 } };
    expect(codeOf(() => liftMeta(message))).toBe('ambiguous_credential');
  });

  it.each([
    ['a request without one', { ...request, params: {} }],
    [
      'a notification, which pays for nothing',
      { jsonrpc: '2.0', method: 'notifications/x', _meta: { a: 1 } },
    ],
    ['a response', { jsonrpc: '2.0', id: 1, result: {}, _meta: { a: 1 } }],
    ['a list', [request]],
    ['nothing', null],
  ])('is all that changes: %s stays', (_, message) => {
    expect(liftMeta(message)).toBe(message);
  });
});
