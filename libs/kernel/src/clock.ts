/** Where time comes from. Rules never ask for it; they are given it. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
