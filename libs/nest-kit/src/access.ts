import {
  authorize,
  headerDigest,
  type Principal,
  type Right,
  type TenantDirectory,
} from '@kfunc-census/access';
import { CensusError } from '@kfunc-census/errors';
import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type DynamicModule,
  type ExecutionContext,
  Inject,
  Injectable,
  Module,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { type RateLimit, unlimited } from './rate-limit.ts';

/** Metadata key of the right that a route needs; `open` marks the routes of this library. */
export const rightMetadata = 'kfunc-census:right';
const directoryToken = Symbol('TenantDirectory');
const rateToken = Symbol('RateLimit');

/**
 * Principals by request. Not a property of the request, so that nothing a client sends can ever be
 * taken for one.
 */
const principals = new WeakMap<object, Principal>();

/** Lets a request pass if its bearer token has the right of the route. */
@Injectable()
export class RightGuard implements CanActivate {
  constructor(
    @Inject(directoryToken) private readonly directory: TenantDirectory,
    @Inject(rateToken) private readonly rate: RateLimit,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  /** Throws `request/unauthorized`, `request/forbidden` or `request/rate-limited`; never answers false. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const right = this.reflector.getAllAndOverride<Right>(rightMetadata, [
      context.getHandler(),
      context.getClass(),
    ]);
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { authorization } = request.headers;
    const principal = await authorize(authorization, right, this.directory);
    // Not before: only a credential that is known gets a count of its own.
    this.rate.take(Buffer.from(headerDigest(authorization) ?? []).toString('hex'));
    principals.set(request, principal);
    return true;
  }
}

/**
 * States the right that a route, or all routes of a controller, need. An app refuses to start with
 * a route that states none, and without `AccessModule`.
 */
export function Requires(right: Right): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata(rightMetadata, right), UseGuards(RightGuard));
}

/** Marks a controller of this library that anyone may call. Not exported from the package. */
export function Open(): ClassDecorator {
  return SetMetadata(rightMetadata, 'open');
}

/** The principal of the request, as a handler's parameter, in routes with `@Requires`. */
export const CurrentPrincipal = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Principal => {
    const principal = principals.get(context.switchToHttp().getRequest<FastifyRequest>());
    if (principal === undefined)
      throw new CensusError('internal/unexpected', '@CurrentPrincipal in a route without a right.');
    return principal;
  },
);

/** Gives `@Requires` the directory of tenants. Import it once, in the root module of an app. */
@Module({})
export class AccessModule {
  /** A global module over the given directory. `rate`: of each credential; default without limit. */
  static register(directory: TenantDirectory, rate: RateLimit = unlimited): DynamicModule {
    return {
      module: AccessModule,
      global: true,
      providers: [
        { provide: directoryToken, useValue: directory },
        { provide: rateToken, useValue: rate },
      ],
      exports: [directoryToken, rateToken],
    };
  }
}
