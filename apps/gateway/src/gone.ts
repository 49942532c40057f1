/** What is no longer kept: 410. Its status is understood by the table of problems like that of any framework error. */
export class Gone extends Error {
  override readonly name = 'Gone';

  getStatus(): number {
    return 410;
  }
}
