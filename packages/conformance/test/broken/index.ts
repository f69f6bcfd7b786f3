import type { Broken } from './disk.ts';
import { brokenLists } from './lists.ts';
import { brokenRaces } from './races.ts';
import { brokenRecords } from './records.ts';
import { brokenReopened } from './reopened.ts';

/** Every broken store of this folder. */
export const BROKEN: Broken = { ...brokenRecords, ...brokenLists, ...brokenRaces, ...brokenReopened };
