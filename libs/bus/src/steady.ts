/**
 * Milliseconds since the epoch as this process knew them when it began, counted on steadily: a clock that is set back or ahead meanwhile does
 * not move it. For how long something has lasted; what time it is, only a clock knows.
 */
export const steadyNow = (): number => performance.timeOrigin + performance.now();
