export { runSeed, type Outcome, type SeedOptions } from './run-seed.js';
export { keptSeeds, type KeptSeed } from './seeds.js';
export { shrink } from './shrink.js';
export { saboteurs, type Saboteur, type SaboteurName } from './world/saboteurs.js';
