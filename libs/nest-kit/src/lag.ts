import { Controller, type DynamicModule, Get, Header, Inject, Module } from '@nestjs/common';
import { Open } from './access.ts';

/** How far the store is behind the queue. */
export interface LagAnswer {
  /** Messages that are not acknowledged yet. */
  readonly messages: number;
  /** How long the oldest of them has waited; null while that is not known. */
  readonly seconds: number | null;
}

const lagToken = Symbol('Lag');

@Open()
@Controller('health')
class LagController {
  constructor(@Inject(lagToken) private readonly ask: () => Promise<LagAnswer>) {}

  /** 503 while the queue cannot be asked. */
  @Get('lag')
  @Header('cache-control', 'no-store')
  async lag(): Promise<LagAnswer> {
    const { messages, seconds } = await this.ask();
    return { messages, seconds };
  }
}

/** `GET /health/lag`, open to anyone. */
@Module({})
export class LagModule {
  /** A module that asks `ask` each time. */
  static register(ask: () => Promise<LagAnswer>): DynamicModule {
    return {
      module: LagModule,
      controllers: [LagController],
      providers: [{ provide: lagToken, useValue: ask }],
    };
  }
}
