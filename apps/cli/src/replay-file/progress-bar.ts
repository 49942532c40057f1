/** A bar on a terminal, a line every five seconds elsewhere. */
export class ProgressBar {
  private done = 0;
  private lastLine = 0;
  private readonly started = performance.now();
  private readonly tty = Boolean(process.stderr.isTTY);

  constructor(private readonly total: number, private readonly what: string) {}

  step(count = 1): void {
    this.done += count;
    const now = performance.now();
    if (now - this.lastLine < (this.tty ? 100 : 5000) && this.done < this.total) return;
    this.lastLine = now;
    this.draw();
  }

  finish(): void {
    if (this.tty) process.stderr.write('\n');
  }

  private draw(): void {
    const seconds = (performance.now() - this.started) / 1000;
    const rate = this.done / Math.max(seconds, 0.001);
    const left = rate > 0 ? Math.ceil((this.total - this.done) / rate) : 0;
    const width = 30;
    const full = Math.round((width * this.done) / Math.max(this.total, 1));
    const text = `${'█'.repeat(full)}${'░'.repeat(width - full)} ${this.done}/${this.total} ${this.what}, ${rate.toFixed(0)}/s, ${left} s left`;
    process.stderr.write(this.tty ? `\r${text}   ` : `${text}\n`);
  }
}
