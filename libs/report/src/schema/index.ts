export { catalogueSchemaV1 } from './catalogue-v1.ts';
export { type Decoded, decodeCatalogue, decodeReport } from './decode.ts';
export { type FieldMeta, field, type Privacy } from './fields.ts';
export { jsonSchemas, reportReference } from './reference.ts';
export { reportSchemaV1 } from './report-v1.ts';
export { jsonSchema } from './validate.ts';
