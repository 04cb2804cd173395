export { coverageAnswer, kfuncDetailAnswer, kfuncListAnswer, problem } from './answer-schemas.ts';
export { evidenceAnswer } from './evidence-schema.ts';
export { forecastAnswer } from './forecast-schemas.ts';
export { buildOpenApi } from './openapi.ts';
export { type QueryHttpOptions, QueryModule } from './query.module.ts';
