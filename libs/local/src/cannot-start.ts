/** A part of the local machine could not be started. The message is for people: what happened, what to do, the end of its log. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}
