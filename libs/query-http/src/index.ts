export { coverageAnswer, kfuncDetailAnswer, kfuncListAnswer, problem } from './answer-schemas.ts';
export { buildOpenApi } from './openapi.ts';
export { type QueryHttpOptions, QueryModule } from './query.module.ts';
