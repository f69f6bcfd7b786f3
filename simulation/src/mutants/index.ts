import { AFTER_SALE } from './after-sale.ts';
import { ANSWERING } from './answering.ts';
import { HEARING } from './hearing.ts';
import type { Mutant } from './mutant.ts';
import { OPENING } from './opening.ts';
import { RULING } from './ruling.ts';
import { SENDING } from './sending.ts';
import { SPENDING } from './spending.ts';

export type { Mutant } from './mutant.ts';

export const MUTANTS: readonly Mutant[] = [
  ...OPENING,
  ...SENDING,
  ...ANSWERING,
  ...AFTER_SALE,
  ...HEARING,
  ...SPENDING,
  ...RULING,
];
