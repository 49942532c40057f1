/** What a person who watches sees: one line per step on standard error, with the time since the start. */
export class Live {
  private readonly began = performance.now();

  get seconds(): number {
    return Math.round((performance.now() - this.began) / 1000);
  }

  say(line: string): void {
    const seconds = this.seconds;
    process.stderr.write(`[${String(Math.floor(seconds / 60)).padStart(2)}:${String(seconds % 60).padStart(2, '0')}] ${line}\n`);
  }

  /** Something that nobody should miss. */
  shout(line: string): void {
    this.say(`*** ${line} ***`);
  }
}
