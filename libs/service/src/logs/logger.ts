import pino, { type DestinationStream, type Logger as PinoLogger } from 'pino';
import { redact, redactText, secretFilter } from './redact.js';
import { currentTraceparent, traceIdOf } from './trace.js';

/** One JSON line per call: `log.info({ key }, 'what happened')`. */
export type Logger = PinoLogger;

export interface LoggerOptions {
  readonly service: string;
  readonly instance: string;
  readonly level: string;
  /** Values that must never appear in a line. */
  readonly secrets?: readonly string[];
  /** Where lines go; standard output when not given. */
  readonly destination?: DestinationStream;
}

/** JSON lines with `service`, `instance` and `trace`, cleaned of secrets and personal data. Writes synchronously, so that the last words of a process are seen. */
export function createLogger(options: LoggerOptions): Logger {
  const hide = secretFilter(options.secrets ?? []);
  const sink = options.destination ?? pino.destination({ dest: 1, sync: true });
  return pino({
    level: options.level,
    base: { service: options.service, instance: options.instance },
    timestamp: pino.stdTimeFunctions.isoTime,
    messageKey: 'message',
    errorKey: 'error',
    mixin: () => {
      const trace = traceIdOf(currentTraceparent());
      return trace ? { trace } : {};
    },
    formatters: {
      level: (label) => ({ level: label }),
      log: ({ service: _service, instance: _instance, ...members }) => redact(members) as Record<string, unknown>,
    },
    serializers: { error: (error: unknown) => error, err: (error: unknown) => error },
    hooks: {
      logMethod(args, method) {
        method.apply(this, args.map((arg) => (typeof arg === 'string' ? redactText(arg) : arg)) as Parameters<typeof method>);
      },
    },
  }, { write: (line: string) => { sink.write(hide(line)); } });
}
