// Loaded before a program: plants in the engine the mistake that the environment names.
import { plant } from './plant.ts';

const { RAILYARD_MUTANT: name } = process.env;
if (name !== undefined) plant(name);
