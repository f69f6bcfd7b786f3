import { describe, expect, it } from 'vitest';
import { behavioursIn, behavioursOf, proofsIn } from '../scripts/behaviours.ts';

describe('the behaviours', () => {
  it('of all four sources each begin the name of a test', () => {
    const all = behavioursOf(['S0', 'S1', 'S2', 'S3']);
    expect(all).toHaveLength(123);
    expect(all.filter(({ tests }) => tests.length === 0)).toEqual([]);
  });

  it('are read from the document, and missed where no name begins with them', () => {
    expect(behavioursIn('- S1.46a Two at once.\n- S2.1 One.\nS3.1 is no line.')).toEqual(['S1.46a', 'S2.1']);
    const names = "test('S0.7 S0.8 both', () => {});\ntest('not S0.9', () => {});";
    expect(proofsIn(names)).toEqual([{ ids: ['S0.7', 'S0.8'], name: 'S0.7 S0.8 both' }]);
  });

  it.each([
    ['a table', "test.each([['S0.21', 'an e-mail']])('%s refuses %s', () => {});"],
    ['a table with a name', "const WAYS = [{ way: 'S0.21 it' }];\nit.each(WAYS)('$way', () => {});"],
    ['the keys of a table', "const WAYS = { 'S0.21 it': 1 };\nit.each(Object.keys(WAYS))('%s', () => {});"],
    ['a template', 'it(`S0.21 ${name}`, () => {});'],
    ['a group', "describe.each([1, 2])('S0.21 at %i', () => {});"],
    ['a test for some systems', "it.runIf(isLinux)('S0.21 here', () => {});"],
  ])('are named by %s', (_, file) => {
    expect(proofsIn(file)).toMatchObject([{ ids: ['S0.21'] }]);
  });

  it.each([
    ['what is no name', "expect(['S0.21', 'S0.21 a text']).toEqual(other('S0.21', 1));"],
    ['a comment', "// test('S0.21 it', () => {});"],
    ['a table whose texts are not in the name', "it.each(['S0.21'])('one', () => {});"],
    ['a test that is skipped', "it.skip('S0.21 it', () => {});"],
    ['a table that is skipped', "test.skip.each(['S0.21'])('%s', () => {});"],
    ['a test in a group that is skipped', "describe.skip('all', () => { it('S0.21 it', () => {}); });"],
    ['a plan', "it.todo('S0.21 it');"],
  ])('are not named by %s', (_, file) => {
    expect(proofsIn(file)).toEqual([]);
  });
});
