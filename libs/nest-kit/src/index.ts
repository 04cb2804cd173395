export { AccessModule, CurrentPrincipal, Requires } from './access.ts';
export { createHttpApp, type HttpAppOptions } from './app.ts';
export { type HealthCheck, HealthModule, type LiveCheck } from './health.ts';
export { type LagAnswer, LagModule } from './lag.ts';
export { assertMayListen, type ListenOptions, listen, placeFrom } from './listen.ts';
export { type LogLevel, logLevels, useLogger } from './logging.ts';
export {
  type Observation,
  observeIngesting,
  type QueueEvents,
  type RetriedWork,
} from './observe/ingesting.ts';
export { observedIntake } from './observe/intake.ts';
export { observedPublisher } from './observe/publisher.ts';
export { serviceTelemetry } from './observe/service-telemetry.ts';
export { type OnClose, openInOrder, type Shutdown } from './open-in-order.ts';
export { ProblemFilter } from './problem-filter.ts';
export { createRateLimit, type RateLimit, type RateLimitOptions } from './rate-limit.ts';
export { type BodyLimits, RawBody } from './raw-body.ts';
export { runService, type Service } from './run-service.ts';
export { runUntilSignal, type ShutdownOptions, type ShutdownStep } from './shutdown.ts';
export { type HttpServer, startHttp } from './start-http.ts';
