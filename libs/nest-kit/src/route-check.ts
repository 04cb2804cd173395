import { CensusError } from '@kfunc-census/errors';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { rightMetadata } from './access.ts';

/** Refuses to start an app in which a route says nothing about who may call it. */
@Injectable()
export class RouteCheck implements OnModuleInit {
  constructor(
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
  ) {}

  /** Throws `internal/unexpected` with the names of the routes without a right. */
  onModuleInit(): void {
    const bare = this.discovery
      .getControllers()
      .flatMap(({ metatype }) => this.bareRoutes(metatype));
    if (bare.length > 0)
      throw new CensusError(
        'internal/unexpected',
        `Routes without @Requires: ${bare.join(', ')}. Every route states the right it needs.`,
      );
  }

  private bareRoutes(controller: unknown): string[] {
    if (typeof controller !== 'function' || Reflect.hasMetadata(rightMetadata, controller))
      return [];
    const methods: Record<string, unknown> = controller.prototype;
    return this.scanner
      .getAllMethodNames(methods)
      .filter((name) => {
        const method = methods[name];
        if (typeof method !== 'function' || !Reflect.hasMetadata(PATH_METADATA, method))
          return false;
        return !Reflect.hasMetadata(rightMetadata, method);
      })
      .map((name) => `${controller.name}.${name}`);
  }
}
