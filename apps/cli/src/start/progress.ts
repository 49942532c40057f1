/** Says what is going on while it goes on: one line per step, with the seconds since the start. */
export class Progress {
  private readonly started = performance.now();

  constructor(private readonly write: (text: string) => void = (text) => void process.stdout.write(text)) {}

  say(line: string): void {
    this.write(`${this.seconds().padStart(6)}  ${line}\n`);
  }

  seconds(): string {
    return `${((performance.now() - this.started) / 1000).toFixed(1)}s`;
  }
}
