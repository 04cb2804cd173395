import type { Principal } from '@kfunc-census/access';
import { CurrentPrincipal, Requires } from '@kfunc-census/nest-kit';
import type {
  CatalogueAnswer,
  CatalogueDiffAnswer,
  CatalogueListAnswer,
  KernelListAnswer,
  Queries,
} from '@kfunc-census/query';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { problem } from './answer-schemas.ts';
import {
  catalogueAnswer,
  catalogueDiffAnswer,
  catalogueListAnswer,
  kernelListAnswer,
} from './catalogue-schemas.ts';
import {
  type CatalogueListParameters,
  catalogueId,
  catalogueListParameters,
  type DiffParameters,
  diffParameters,
  diffSide,
  type ReachParameters,
  reachParameters,
} from './parameters.ts';
import { queriesToken } from './queries-token.ts';
import { Problems, readRight, scopeOf } from './reading.ts';

const unknown = { standardSchema: problem, description: 'No catalogue or kernel in reach is it.' };

/** What kernels offer, and what differs between them. */
@Controller('v1')
@Requires(readRight)
@ApiBearerAuth()
@Problems()
export class CatalogueController {
  constructor(@Inject(queriesToken) private readonly queries: Queries) {}

  /** Kernels that hosts reported. */
  @Get('kernels')
  @ApiOperation({ operationId: 'listKernels', summary: 'Kernels in reach, with their catalogues' })
  @ApiOkResponse({ standardSchema: kernelListAnswer, description: 'Kernels.' })
  kernels(
    @Query({ schema: reachParameters }) parameters: ReachParameters,
    @CurrentPrincipal() principal: Principal,
  ): Promise<KernelListAnswer> {
    return this.queries.kernels(scopeOf(principal, parameters), parameters);
  }

  /** Catalogues that hosts reported. */
  @Get('catalogues')
  @ApiOperation({
    operationId: 'listCatalogues',
    summary: 'Catalogues in reach, with the kernels that have them',
  })
  @ApiOkResponse({ standardSchema: catalogueListAnswer, description: 'Catalogues.' })
  catalogues(
    @Query({ schema: catalogueListParameters }) parameters: CatalogueListParameters,
    @CurrentPrincipal() principal: Principal,
  ): Promise<CatalogueListAnswer> {
    return this.queries.catalogues(scopeOf(principal, parameters), parameters);
  }

  /** One catalogue. */
  @Get('catalogues/:id')
  @ApiOperation({ operationId: 'getCatalogue', summary: 'One catalogue with its entries' })
  @ApiOkResponse({ standardSchema: catalogueAnswer, description: 'The catalogue.' })
  @ApiNotFoundResponse(unknown)
  catalogue(
    @Param('id', { schema: catalogueId }) id: string,
    @Query({ schema: reachParameters }) parameters: ReachParameters,
    @CurrentPrincipal() principal: Principal,
  ): Promise<CatalogueAnswer> {
    return this.queries.catalogue(scopeOf(principal, parameters), id, parameters);
  }

  /** What differs between two. */
  @Get('catalogues/:from/diff/:to')
  @ApiOperation({
    operationId: 'diffCatalogues',
    summary: 'What is gone, changed or new between two kernels, what still links, and who uses it',
  })
  @ApiOkResponse({ standardSchema: catalogueDiffAnswer, description: 'The differences.' })
  @ApiNotFoundResponse(unknown)
  diff(
    @Param('from', { schema: diffSide }) from: string,
    @Param('to', { schema: diffSide }) to: string,
    @Query({ schema: diffParameters }) parameters: DiffParameters,
    @CurrentPrincipal() principal: Principal,
  ): Promise<CatalogueDiffAnswer> {
    return this.queries.diff(scopeOf(principal, parameters), from, to, parameters);
  }
}
