const LINE_EVERY_MS = 15_000;

/** Lines for who watches, and one line that is kept up to date below them; without a terminal it is printed four times a minute. */
export class Progress {
  private last = 0;
  private shown = false;

  constructor(private readonly out: NodeJS.WriteStream = process.stderr) {}

  say(line: string): void {
    this.wipe();
    this.out.write(`${line}\n`);
  }

  status(line: string): void {
    if (this.out.isTTY) {
      this.wipe();
      this.out.write(line.slice(0, (this.out.columns || 120) - 1));
      this.shown = true;
    } else if (performance.now() - this.last > LINE_EVERY_MS) {
      this.last = performance.now();
      this.out.write(`${line}\n`);
    }
  }

  private wipe(): void {
    if (this.shown) this.out.write('\r\x1b[K');
    this.shown = false;
  }
}
