export { everyCrash } from './crashes.ts';
export { planOf } from './draw.ts';
export { type Ending, happen } from './history.ts';
export type { Plan } from './plan.ts';
export { SCENARIOS, type Scenario } from './scenarios.ts';
export { shrunk } from './shrink.ts';
export type { Surface } from './world.ts';
