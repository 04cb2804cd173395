export { AccessModule, CurrentPrincipal, Requires } from './access.ts';
export { createHttpApp, type HttpAppOptions } from './app.ts';
export { type HealthCheck, HealthModule } from './health.ts';
export { type ListenOptions, listen } from './listen.ts';
export { type LogLevel, logLevels } from './logging.ts';
export { ProblemFilter } from './problem-filter.ts';
export { type BodyLimits, RawBody } from './raw-body.ts';
export { runUntilSignal, type ShutdownOptions, type ShutdownStep } from './shutdown.ts';
