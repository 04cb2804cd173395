import type { Catalogue, Report } from '@kfunc-census/report';
import { jsonSchemas } from '@kfunc-census/report/schema';
import fc from 'fast-check';

type Schema = ReturnType<typeof jsonSchemas>[string];

/** Texts that parsers, languages and file formats have stumbled over. */
const trickyTexts = [
  '\u0000',
  'a\u0000b',
  '"',
  "'",
  '\\',
  '\\N',
  '\n',
  '\r\n',
  '\t',
  '{}',
  'null',
  '__proto__',
  'constructor',
  '\u{1F600}',
  '\u2028',
  '\uFEFF',
  '\uFFFF',
  '\u007f',
  '%s{x:String}',
  "'); DROP TABLE host_day_v1; --",
  '-1',
  '9007199254740993',
] as const;

/** Characters of which texts of the greatest length are made: of 1, 2 and 4 bytes, or escaped. */
const fillers = ['x', 'é', '\u{1F600}', '\u0001', '"', '\\'] as const;

function texts({ minLength = 0, maxLength = 1024 }: Schema): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.string({ minLength, maxLength: 12, unit: 'grapheme-ascii' }) },
    { weight: 2, arbitrary: fc.constantFrom(...trickyTexts) },
    { weight: 2, arbitrary: fc.string({ minLength, maxLength: 20, unit: 'binary' }) },
    { weight: 1, arbitrary: fc.constantFrom('', 'x').filter((text) => text.length >= minLength) },
    { weight: 1, arbitrary: fc.constantFrom(...fillers).map((one) => one.repeat(maxLength)) },
  );
}

/** Every time of the format; the contract refuses some of them. */
const times = fc.oneof(
  fc.constantFrom('1970-01-01T00:00:00.000Z', '2106-02-07T06:28:16.000Z'),
  fc.constantFrom('9999-12-31T23:59:59.999Z', '2024-02-29T23:59:59.999Z'),
  fc.constantFrom('0000-01-01T00:00:00.000Z', '1969-12-31T23:59:59.999Z'),
  fc
    .date({ min: new Date(0), max: new Date(Date.UTC(9999, 11, 31)), noInvalidDate: true })
    .map((date) => date.toISOString()),
);

function stringsOf(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.format === 'date-time') return times;
  if (schema.pattern !== undefined) return fc.stringMatching(new RegExp(schema.pattern));
  return texts(schema);
}

function integersOf({ minimum, maximum }: Schema): fc.Arbitrary<number> {
  const [min, max] = [Number(minimum), Number(maximum)];
  return fc.oneof(fc.constantFrom(min, max, min + 1, max - 1), fc.integer({ min, max }));
}

/** Any value that a JSON Schema of this project allows; lists are short, the rest goes to its bounds. */
export function valuesOf(schema: Schema): fc.Arbitrary<unknown> {
  const alternatives = schema.anyOf as readonly Schema[] | undefined;
  if (alternatives !== undefined) return fc.oneof(...alternatives.map(valuesOf));
  switch (schema.type) {
    case 'string':
      return stringsOf(schema);
    case 'integer':
      return integersOf(schema);
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(valuesOf(schema.items as Schema), { maxLength: 3, size: 'max' });
    case 'object': {
      const properties = Object.entries(schema.properties ?? {});
      return fc.record(
        Object.fromEntries(properties.map(([name, inner]) => [name, valuesOf(inner as Schema)])),
      );
    }
    default:
      return fc.constant(null);
  }
}

/** The first of each identity: what the contract asks of its lists. */
function unique<T>(items: readonly T[], identity: (item: T) => unknown): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(identity(item)), item])).values()];
}

function meantObject(object: Report['objects'][number]): Report['objects'][number] {
  const kfuncs = object.kfuncs.map((kfunc) =>
    kfunc.status === 'missing'
      ? { ...kfunc, missing: kfunc.missing ?? ('absent' as const) }
      : { ...kfunc, missing: null, module: kfunc.module ?? 'vmlinux' },
  );
  return {
    ...object,
    declares: unique(object.declares, ({ name }) => name),
    kfuncs: unique(kfuncs, (k) => [k.name, k.module, k.status]),
  };
}

function meantProgram(
  program: Report['programs'][number],
  objects: Report['objects'],
): Report['programs'][number] {
  const kfuncs = program.kfuncs.map((kfunc) =>
    kfunc.status === 'unresolved'
      ? { ...kfunc, name: null }
      : { ...kfunc, name: kfunc.name ?? 'bpf_a', module: kfunc.module ?? 'vmlinux' },
  );
  return {
    ...program,
    held_by: unique(program.held_by, (kind) => kind),
    object: program.object === null ? null : (objects[0]?.key ?? null),
    kfuncs: unique(kfuncs, (k) => [k.name, k.module, k.status, k.guard]),
  };
}

const isUnnamed = ({ status }: Report['programs'][number]['kfuncs'][number]): boolean =>
  status === 'unresolved' || status === 'ambiguous';

function meantCoverage({ coverage, programs }: Report): Report['coverage'] {
  const { complete, programs_loaded: loaded } = coverage;
  const unresolved = programs.some(({ kfuncs }) => kfuncs.some(isUnnamed));
  return {
    ...coverage,
    complete: complete && !unresolved,
    programs_read: complete ? loaded : Math.min(coverage.programs_read, loaded),
    not_observable: unique(coverage.not_observable, ({ name }) => name),
    losses: unique(coverage.losses, ({ reason }) => reason),
  };
}

/** A report of the schema, with what the schema cannot say put right. */
function meantReport(report: Report): Report {
  const objects = unique(report.objects, ({ key }) => key).map(meantObject);
  return {
    ...report,
    kernel: {
      ...report.kernel,
      catalogues: unique(report.kernel.catalogues, ({ module }) => module),
    },
    coverage: meantCoverage(report),
    totals: unique(report.totals, ({ type }) => type),
    objects,
    programs: report.programs.map((program) => meantProgram(program, objects)),
  };
}

const schemaOf = (name: string): Schema => jsonSchemas()[name] ?? {};

/**
 * Reports that the contract allows, made from its own JSON Schema: a new field is covered as it
 * comes, at its bounds. Some have a `collected_at` that the decoder may refuse.
 */
export function anyReport(): fc.Arbitrary<Report> {
  return valuesOf(schemaOf('report-v1')).map((report) => meantReport(report as Report));
}

/** The same for catalogues. */
export function anyCatalogue(): fc.Arbitrary<Catalogue> {
  return valuesOf(schemaOf('catalogue-v1')).map((value) => {
    const catalogue = value as Catalogue;
    const kfuncs = catalogue.kfuncs.map((kfunc) => ({
      ...kfunc,
      tags: unique(kfunc.tags, (tag) => tag),
    }));
    return { ...catalogue, kfuncs: unique(kfuncs, ({ name }) => name) };
  });
}
