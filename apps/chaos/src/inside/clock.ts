const TrueDate = Date;
const trueNow = Date.now.bind(Date);
let offMs = 0;
let installed = false;

/** Says the truth whatever `setClockOff` was told. Milliseconds since the epoch. */
export const trueTime = (): number => trueNow();

/** From now on `Date` says the truth plus so many milliseconds, in this process. The monotone clock (`performance.now`) and timers go on as they did. */
export function setClockOff(ms: number): void {
  offMs = ms;
  if (!installed) install();
}

/** Only once asked for: a process whose clock is right pays nothing. */
function install(): void {
  installed = true;
  TrueDate.now = () => trueNow() + offMs;
  const shifted = new Proxy(TrueDate, {
    construct: (target, given: unknown[], asked: NewableFunction) => Reflect.construct(target, given.length === 0 ? [trueNow() + offMs] : given, asked) as object,
    apply: () => new TrueDate(trueNow() + offMs).toString(),
  });
  TrueDate.prototype.constructor = shifted;
  globalThis.Date = shifted;
}
