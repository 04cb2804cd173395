import { CensusError } from '@kfunc-census/errors';
import { Controller, type DynamicModule, Get, Inject, Logger, Module } from '@nestjs/common';
import { Open } from './access.ts';

/** Something that must work for an instance to take requests. */
export interface HealthCheck {
  /** Named in the answer when it fails. */
  readonly name: string;
  /** Resolves to false, or rejects, when it does not work now. */
  readonly check: () => Promise<boolean>;
}

/** Whether the work of a process moves; false has it restarted, so it never depends on other parts. */
export type LiveCheck = () => boolean;

const checksToken = Symbol('HealthChecks');
const liveToken = Symbol('LiveCheck');
/** Milliseconds after which a check that does not answer counts as failed. */
const checkTimeoutMs = 2_000;

async function passes({ name, check }: HealthCheck): Promise<boolean> {
  const timeout = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => timeout.resolve(false), checkTimeoutMs);
  try {
    return await Promise.race([check(), timeout.promise]);
  } catch (error) {
    new Logger('health').warn(`${name}: ${error instanceof Error ? error.message : error}`);
    return false;
  } finally {
    clearTimeout(timer);
  }
}

@Open()
@Controller('health')
class HealthController {
  constructor(
    @Inject(checksToken) private readonly checks: readonly HealthCheck[],
    @Inject(liveToken) private readonly moves: LiveCheck,
  ) {}

  /** The process answers, and its work moves. Restart it when this fails. Before the start nothing answers. */
  @Get('live')
  live(): { status: 'ok' } {
    if (!this.moves())
      throw new CensusError('health/stuck', 'The work of this process does not move.');
    return { status: 'ok' };
  }

  /** Everything the process needs can be reached. Send no requests while this is 503. */
  @Get('ready')
  async ready(): Promise<{ status: 'ok'; checks: readonly string[] }> {
    const results = await Promise.all(this.checks.map(passes));
    const failed = this.checks.filter((_, index) => !results[index]).map(({ name }) => name);
    if (failed.length > 0)
      throw new CensusError('health/not-ready', `Not ready: ${failed.join(', ')}.`, {
        field: failed.join(', '),
        retryAfterSeconds: 5,
      });
    return { status: 'ok', checks: this.checks.map(({ name }) => name) };
  }
}

/**
 * `GET /health/live` and `GET /health/ready`, open to anyone. Not @nestjs/terminus: of it only the
 * two routes would be used, its indicators are for ORMs and microservices, and its 503 body is not
 * a problem document.
 */
@Module({})
export class HealthModule {
  /** A module with the given readiness checks. `moves`: for liveness; default: to answer is enough. */
  static register(checks: readonly HealthCheck[], moves: LiveCheck = () => true): DynamicModule {
    return {
      module: HealthModule,
      controllers: [HealthController],
      providers: [
        { provide: checksToken, useValue: checks },
        { provide: liveToken, useValue: moves },
      ],
    };
  }
}
