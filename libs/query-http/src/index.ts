export { coverageAnswer, problem } from './answer-schemas.ts';
export {
  catalogueAnswer,
  catalogueDiffAnswer,
  catalogueListAnswer,
  kernelListAnswer,
} from './catalogue-schemas.ts';
export { changesAnswer } from './changes-schema.ts';
export { evidenceAnswer } from './evidence-schema.ts';
export { familyAnswer, familyListAnswer } from './family-schema.ts';
export { forecastAnswer } from './forecast-schemas.ts';
export {
  coUseAnswer,
  kfuncDetailAnswer,
  programsAnswer,
  seriesAnswer,
  strataAnswer,
  usesAnswer,
} from './kfunc-parts-schema.ts';
export { dayListAnswer, kfuncListAnswer } from './list-schemas.ts';
export { buildOpenApi } from './openapi.ts';
export { PagesModule } from './pages/pages.module.ts';
export { type QueryHttpOptions, QueryModule } from './query.module.ts';
export { statementListAnswer } from './statement-schemas.ts';
