import { CensusError } from '@kfunc-census/errors';
import { activeIds } from '@kfunc-census/telemetry';
import { type LoggerService, Logger as NestLogger } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';

/** Log levels, pino's names. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
/** One log level. */
export type LogLevel = (typeof logLevels)[number];

/**
 * A pino logger to stderr (stdout belongs to what a program prints for its user). Requests are
 * logged without headers; the redaction is for whoever logs a request object in full. Lines that belong
 * to a trace carry `trace_id` and `span_id`.
 * Throws `config/invalid` for an unknown level.
 */
export function createLogger(
  level: string,
  destination: DestinationStream = pino.destination({ dest: 2, sync: true }),
): Logger {
  if (!logLevels.some((known) => known === level))
    throw new CensusError(
      'config/invalid',
      `CENSUS_LOG_LEVEL="${level}": expected one of ${logLevels.join(', ')}.`,
      { field: 'CENSUS_LOG_LEVEL' },
    );
  return pino(
    {
      level,
      mixin: activeIds,
      redact: ['authorization', 'cookie', 'set-cookie'].flatMap((header) => [
        `req.headers["${header}"]`,
        `res.headers["${header}"]`,
        `headers["${header}"]`,
      ]),
    },
    destination,
  );
}

type Write = 'debug' | 'error' | 'fatal' | 'info' | 'trace' | 'warn';

/**
 * Nest's logger interface over pino. Nest passes the context as the last argument, and a stack
 * before it for errors.
 */
export class PinoLogger implements LoggerService {
  private readonly target: Logger;

  constructor(target: Logger) {
    this.target = target;
  }

  log = (message: unknown, ...rest: unknown[]): void => this.write('info', message, rest);
  error = (message: unknown, ...rest: unknown[]): void => this.write('error', message, rest);
  warn = (message: unknown, ...rest: unknown[]): void => this.write('warn', message, rest);
  debug = (message: unknown, ...rest: unknown[]): void => this.write('debug', message, rest);
  verbose = (message: unknown, ...rest: unknown[]): void => this.write('trace', message, rest);
  fatal = (message: unknown, ...rest: unknown[]): void => this.write('fatal', message, rest);

  private write(level: Write, message: unknown, rest: unknown[]): void {
    const context = rest.at(-1);
    const details = {
      ...(typeof context === 'string' ? { context } : {}),
      ...(message instanceof Error ? { err: message } : {}),
    };
    this.target[level](details, message instanceof Error ? message.message : String(message));
  }
}

/**
 * Sends what any Nest `Logger` says to pino, at this level. An app calls it before anything else, or
 * Nest's own logger writes coloured lines to stdout until the first HTTP app is there.
 * Throws `config/invalid` for an unknown level.
 */
export function useLogger(level: string): PinoLogger {
  const logger = new PinoLogger(createLogger(level));
  NestLogger.overrideLogger(logger);
  return logger;
}
