import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';
import { root } from '../lib/run.ts';

const require = createRequire(import.meta.url);

/**
 * Validates a dashboard against the SDK's own types. The types leave the options of panels and the
 * queries of data sources open, and so does this. Making it takes a second or two.
 */
export function dashboardSchema(): (json: unknown) => readonly string[] {
  const schema = createGenerator({
    path: require
      .resolve('@grafana/grafana-foundation-sdk/dashboard')
      .replace(/index\.js$/, 'types.gen.d.ts'),
    tsconfig: join(root, 'tsconfig.check.json'),
    type: 'Dashboard',
    additionalProperties: true,
    skipTypeCheck: true,
  }).createSchema('Dashboard');
  const validate = new Ajv({ strict: false, allErrors: true }).compile(schema as object);
  return (json) =>
    validate(json)
      ? []
      : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
