/** The vocabulary of a batch, for the doors: what it needs and what it works on. */
export type { Needs } from '../persistence/needs.js';
