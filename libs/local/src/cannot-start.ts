/** A part of the local machine could not be started. The message is for people: what happened, what to do, the end of its log. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

/** Says in words what a full disk says in codes; any other failure is returned as it is. */
export function inWords(error: unknown, place: string): unknown {
  if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') return error;
  return new CannotStart(`The disk that holds ${place} is full. Free about 200 MB and start again.`);
}
