import { describe, expect, it } from 'vitest';
import { readItems } from '../src/wire/authorization.ts';
import { isSignable, readChallenge, type Terms } from '../src/wire/challenge.ts';
import { readParameters } from '../src/wire/parameters.ts';
import { issue, SPT } from './payer.ts';

describe('parameters', () => {
  it('may be tokens or quoted, with space around the equals sign and empty places in the list', () => {
    const read = readParameters(',, ID = a-b.c ,realm\t=\t"a, \\"b\\" = \\\\c",,x="" , ');
    expect(read).toEqual(
      new Map([
        ['id', 'a-b.c'],
        ['realm', 'a, "b" = \\c'],
        ['x', ''],
      ]),
    );
  });

  it('have names like any other where an object has some of its own', () => {
    expect(readParameters('__proto__=a, constructor=b')).toEqual(
      new Map([
        ['__proto__', 'a'],
        ['constructor', 'b'],
      ]),
    );
    expect(readParameters('__proto__=a, __PROTO__=b')).toBeNull();
  });

  it('end where the challenge of another scheme begins', () => {
    expect(readParameters('id="a", Bearer realm="b"')).toEqual(new Map([['id', 'a']]));
  });

  it.each(['id="a', 'id="a\\', 'id="a\\"', 'id=', 'id=,', 'id=a, id=b', `id="${'a'.repeat(20_000)}"`])(
    'are refused in %s',
    (given) => {
      expect(readParameters(given)).toBeNull();
    },
  );
});

describe('the items of an Authorization header', () => {
  it.each([
    [`Payment ${SPT}`, [SPT], false],
    [`payment\t ${SPT} `, [SPT], false],
    ['Payment', [''], false],
    [`Bearer key_1,Payment ${SPT},, Payment x`, [SPT, 'x'], true],
    ['Digest a="b, Payment c", d="\\", Payment e"', [], true],
    ['Digest a="b", Payment c', ['c'], true],
    ['Payments c, Paymentc', [], true],
    [' , ', [], false],
  ])('are told apart in %j', (header, payments, others) => {
    expect(readItems(header)).toEqual({ payments, others });
  });
});

describe('a challenge that is read', () => {
  const parameters = 'id="a", realm="b", method="stripe", intent="charge", request="e30"';

  it('wants its credential in Payment-Authorization, in Authorization or is refused', () => {
    const fields = [
      '',
      ', header="Payment-Authorization"',
      ', header="authorization"',
      ', header="X-Payment"',
    ].map((header) => readChallenge(`Payment ${parameters}${header}`)?.header);
    expect(fields).toEqual([null, 'Payment-Authorization', null, undefined]);
  });

  it('may have the names of its parameters in any case, and no description', () => {
    const shouted = parameters.replaceAll(/\w+=/g, (name) => name.toUpperCase());
    expect(readChallenge(`PAYMENT\t${shouted}, DESCRIPTION="Tea"`)).toEqual(
      readChallenge(`Payment ${parameters}`),
    );
  });

  it('is refused with a method in capitals, an intent with a slash and without a space', () => {
    for (const [from, to] of [
      ['stripe', 'Stripe'],
      ['charge', 'a/b'],
      ['e30', 'W10'],
    ] as const)
      expect(readChallenge(`Payment ${parameters.replace(from, to)}`)).toBeNull();
    expect(readChallenge(`Payment${parameters}`)).toBeNull();
  });
});

describe('the parameters of a challenge', () => {
  const { id: _, ...terms } = issue();

  it('can be signed without a bar or a byte that is not printable, wherever it is', () => {
    expect(isSignable(terms)).toBe(true);
    expect(isSignable({ ...terms, header: 'Payment-Authorization' })).toBe(true);
    const names = ['realm', 'method', 'intent', 'request', 'expires', 'digest', 'opaque', 'header'] as const;
    const faulty = names.flatMap((name) =>
      ['|', '\n', '\0', '\x7f', 'é', '茶'].map((bad): Terms => ({ ...terms, [name]: `a${bad}` })),
    );
    expect(faulty.filter(isSignable)).toEqual([]);
  });
});
