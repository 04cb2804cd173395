/** Layer rules of docs/architecture.md. Each rule has a case in tools/layers that proves that it bites. */

/** Each library stands in one layer, which its package.json names too (`nx.tags`). */
export const layers = {
  domain: ['errors', 'btf', 'bpf', 'kfunc', 'lifecycle', 'report', 'terminal', 'usage'],
  usecase: ['access', 'scan', 'ingest', 'query'],
  adapter: ['bpf-sys', 'spool', 'report-http', 'kafka', 'embedded', 'clickhouse'],
  nest: ['intake-http', 'query-http'],
  nestKit: ['nest-kit'],
  kit: ['config', 'telemetry'],
  testing: ['testing'],
};

/** Specs and benches may use what they like; the rules are for what is shipped. */
const specs = '\\.(int-spec|e2e-spec|spec-helper|spec|bench)\\.ts$';
const of = (...names) => `^libs/(${names.flatMap((name) => layers[name]).join('|')})/`;
const libraries = '^libs/';
/** Files of this repository; all else that can be imported is of Node or of an npm package. */
const own = '^(libs|apps)/';
const nodeCrypto = '^crypto$';
/** Writes a format, and does no I/O. */
const encoder = '(^|/)node_modules/hyparquet-writer/';
const allowedInReport = '(^|/)node_modules/(zod|ajv|ajv-formats|canonicalize|jsonc-parser)/';

/** A rule: modules under `from` must not depend on `to`. */
const forbid = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { ...from, pathNot: [from.pathNot ?? [], specs].flat() },
  to,
});

/** Whatever these rules are checked on is read the same way. */
const options = {
  doNotFollow: { path: 'node_modules' },
  exclude: { path: '(^|/)(dist|bundle)/' },
  tsPreCompilationDeps: true,
  tsConfig: { fileName: 'tsconfig.base.json' },
  enhancedResolveOptions: {
    exportsFields: ['exports'],
    conditionNames: ['@kfunc-census/source', 'import', 'require', 'node', 'default', 'types'],
    extensions: ['.ts', '.tsx', '.mts', '.js', '.mjs', '.json'],
  },
};

/**
 * What the agent must not load, through however many files. A second configuration, of what is left
 * after compiling: types are gone then, and those of a report come from its validator.
 */
export const agent = {
  forbidden: [
    {
      name: 'agent-stays-small',
      comment:
        'The agent loads no Nest, no Kafka, no ClickHouse, no telemetry, no validator, and of lifecycle only the table of names.',
      severity: 'error',
      from: { path: '^apps/agent/src/main\\.ts$' },
      to: {
        reachable: true,
        path: [
          of('nest', 'nestKit'),
          '^libs/(kafka|clickhouse|embedded|telemetry|report/src/schema)/',
          '^libs/lifecycle/(data/|src/data\\.ts$)',
          '(^|/)node_modules/(@nestjs|fastify|kafkajs|@clickhouse|@opentelemetry|chdb|zod|ajv|ajv-formats)/',
        ],
      },
    },
  ],
  options: { ...options, tsPreCompilationDeps: false },
};

export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    forbid(
      'domain-imports-domain',
      'A domain library imports domain libraries only.',
      { path: of('domain') },
      { path: libraries, pathNot: of('domain') },
    ),
    forbid(
      'domain-is-pure',
      'A domain library uses no npm package and no part of Node.',
      { path: of('domain'), pathNot: '^libs/report/' },
      { pathNot: own },
    ),
    forbid(
      'report-stays-small',
      'report may use a validator, a JSON checker and createHash, nothing else from outside.',
      { path: '^libs/report/' },
      { pathNot: [own, nodeCrypto, allowedInReport] },
    ),
    forbid(
      'usecase-imports-domain',
      'A use case imports domain libraries only.',
      { path: of('usecase') },
      { path: libraries, pathNot: [of('domain'), '^libs/$1/'] },
    ),
    forbid(
      'usecase-without-technology',
      'A use case uses no npm package but an encoder, and of Node only node:crypto (hashes).',
      { path: of('usecase') },
      { pathNot: [own, nodeCrypto, encoder] },
    ),
    forbid(
      'adapter-imports-inwards',
      'An adapter imports domain, use cases and kits; never another adapter, never Nest.',
      { path: '^libs/(bpf-sys|spool|report-http|kafka|embedded|clickhouse)/' },
      { path: of('adapter', 'nest', 'nestKit', 'testing'), pathNot: '^libs/$1/' },
    ),
    forbid(
      'adapter-without-nest',
      'An adapter does not know Nest.',
      { path: of('adapter') },
      { path: '(^|/)node_modules/@nestjs/' },
    ),
    forbid(
      'nest-imports-inwards',
      'A Nest library imports domain, use cases, kits and nest-kit.',
      { path: '^libs/(nest-kit|intake-http|query-http)/' },
      { path: of('adapter', 'nest', 'testing'), pathNot: '^libs/$1/' },
    ),
    forbid(
      'kit-imports-errors',
      'A kit imports kits and errors.',
      { path: of('kit') },
      { path: libraries, pathNot: [of('kit'), '^libs/errors/'] },
    ),
    forbid(
      'lib-imports-no-app',
      'A library knows no app.',
      { path: libraries },
      { path: '^apps/' },
    ),
    forbid(
      'app-imports-no-app',
      'An app imports no other app.',
      { path: '^apps/([^/]+)/' },
      { path: '^apps/', pathNot: '^apps/$1/' },
    ),
    forbid(
      'explorer-takes-types-only',
      'The explorer runs in browsers: of the libraries it has types, of npm packages preact alone, of Node nothing.',
      { path: '^apps/explorer/src/' },
      {
        pathNot: ['^apps/explorer/src/', '(^|/)node_modules/preact/'],
        dependencyTypesNot: ['type-only'],
      },
    ),
    forbid(
      'testing-is-for-tests',
      'Only specs, benches, tools and the demo of all-in-one use testing.',
      { path: '^(libs|apps)/', pathNot: ['^libs/testing/', '^apps/all-in-one/src/demo/'] },
      { path: of('testing') },
    ),
    {
      name: 'front-door',
      comment: 'Another library is entered through its index, or an entry its package.json names.',
      severity: 'error',
      from: { path: '^(libs|apps)/([^/]+)/' },
      to: {
        path: '^libs/[^/]+/src/',
        pathNot: [
          '^$1/$2/',
          '^libs/[^/]+/src/index\\.ts$',
          '^libs/(report/src/schema/index|btf/src/builder|lifecycle/src/(known|standing))\\.ts$',
        ],
      },
    },
  ],
  options,
};
