import { describe, expect, it } from 'vitest';
import { behavioursIn, namedIn, unnamed } from '../scripts/behaviours.ts';

describe('the behaviours', () => {
  it('of the checkout tool, the payment rails and ComOS each begin the name of a test', () => {
    expect(unnamed(['S0', 'S1', 'S2'])).toEqual([]);
  });

  it('are read from the document, and missed where no name begins with them', () => {
    expect(behavioursIn('- S1.46a Two at once.\n- S2.1 One.\nS3.1 is no line.')).toEqual(['S1.46a', 'S2.1']);
    const names = "test('S0.7 S0.8 both', () => {});\ntest('not S0.9', () => {});\n['S0.21', 'an e-mail']";
    expect(namedIn(names)).toEqual(['S0.7', 'S0.8', 'S0.21']);
  });
});
