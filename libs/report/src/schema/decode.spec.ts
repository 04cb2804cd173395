import { readFileSync } from 'node:fs';
import { isCensusError } from '@kfunc-census/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits, type Report } from '../index.ts';
import { decodeCatalogue, decodeReport } from './index.ts';

const text = (name: string) =>
  readFileSync(new URL(`../../samples/${name}.json`, import.meta.url), 'utf8');
const bytes = (value: string) => new TextEncoder().encode(value);
const report = (): Report => JSON.parse(text('report-v1'));

/** The error of a text that must be refused. */
const refusal = (body: string | Uint8Array) => {
  try {
    decodeReport(typeof body === 'string' ? bytes(body) : body);
  } catch (error) {
    if (isCensusError(error)) return { ...error, message: error.message };
    throw error;
  }
  throw new Error('was not refused');
};
const refusalOf = (change: (report: Report) => unknown) => {
  const changed = report();
  change(changed);
  return refusal(JSON.stringify(changed));
};

describe('decodeReport', () => {
  it.each(['report-v1', 'report-v1-minimal'])('reads %s as it is', (name) => {
    expect(decodeReport(bytes(text(name)))).toEqual({ value: JSON.parse(text(name)), dropped: 0 });
  });

  it('reads a report of a newer writer as the same report without what it does not know', () => {
    const { value, dropped } = decodeReport(bytes(text('report-v1-with-unknown-fields')));
    expect(value).toEqual(report());
    expect(dropped).toBe(12);
  });

  it('refuses what is not UTF-8', () => {
    expect(refusal(Uint8Array.of(0x22, 0xff, 0x22)).code).toBe('report/encoding');
    expect(refusal(Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22)).code).toBe('report/encoding');
    expect(refusal('\uFEFF{}').message).toContain('byte order mark');
  });

  it.each([
    ['', 'character 0'],
    ['{', 'character 1'],
    ['{"a":NaN}', 'character 5'],
    ['{"a":-Infinity}', 'character 5'],
    ['{"a":1,}', 'character 7'],
    ['{"a":1} {}', 'character 8'],
    ["{'a':1}", 'character 1'],
    ['{"a":01}', 'character'],
    ['{"a":"\u0001"}', 'character'],
    ['{/* */"a":1}', 'character 1'],
    ['{\n "a":\n}', 'line 3'],
  ])('refuses %j and says where', (body, where) => {
    const { code, message } = refusal(body);
    expect([code, message]).toEqual(['report/malformed-json', expect.stringContaining(where)]);
  });

  it.each([
    ['{"a":1,"a":2}', '/a'],
    ['{"a":1,"a":1}', '/a'],
    ['{"a":1,"\\u0061":2}', '/a'],
    ['{"__proto__":1,"__proto__":1}', '/__proto__'],
    ['{"x":[{},{"a/b":{"~":1,"~":2}}]}', '/x/1/a~1b/~0'],
    [text('report-v1').replace('"seq": 7,', '"seq": 7, "seq": 8,'), '/seq'],
  ])('refuses a key that stands twice: %.40s', (body, field) => {
    expect(refusal(body)).toMatchObject({ code: 'report/duplicate-key', field });
  });

  it('refuses nesting above the limit before it is walked', () => {
    const nested = (depth: number) => `{"x":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
    expect(refusal(nested(limits.depth)).code).toBe('report/schema-version');
    expect(refusal(nested(limits.depth + 1))).toMatchObject({
      code: 'report/too-deep',
      limit: `${limits.depth} levels`,
      field: `/x${'/0'.repeat(limits.depth - 1)}`,
    });
    expect(refusal('['.repeat(1_000_000)).code).toBe('report/too-deep');
  });

  it('refuses lone surrogates, in names and in values', () => {
    expect(refusal('{"a":["\\ud800"]}')).toMatchObject({ code: 'report/encoding', field: '/a/0' });
    expect(refusal('{"\\udc00":1}').code).toBe('report/encoding');
  });

  it.each(['{}', '[]', 'null', '1', '{"schema":"kfunc-census/report/v2"}', '{"schema":["v1"]}'])(
    'refuses %s with the version that it supports',
    (body) => {
      expect(refusal(body)).toMatchObject({
        code: 'report/schema-version',
        field: '/schema',
        limit: 'kfunc-census/report/v1',
      });
    },
  );

  it('says how many programs are too many', () => {
    const { code, message, field, limit } = refusalOf((r) => {
      r.programs = Array.from({ length: 10_000 }, () => r.programs[1]!);
    });
    expect([code, field, limit]).toEqual(['report/invalid', '/programs', '4096 items']);
    expect(message).toBe('/programs: at most 4096 items, got 10000.');
  });

  const faults: [string, (report: Report) => unknown, string][] = [
    ['a missing member', (r) => Reflect.deleteProperty(r.kernel, 'arch'), '/kernel/arch'],
    ['another type', (r) => Object.assign(r, { seq: '7' }), '/seq'],
    ['a negative count', (r) => Object.assign(r, { seq: -1 }), '/seq'],
    ['a fraction', (r) => Object.assign(r, { seq: 1.5 }), '/seq'],
    ['an unsafe integer', (r) => Object.assign(r, { seq: 2 ** 53 }), '/seq'],
    ['an id of other letters', (r) => Object.assign(r, { host_id: 'X'.repeat(32) }), '/host_id'],
    [
      'a date that is none',
      (r) => Object.assign(r, { collected_at: '2026-02-30T00:00:00.000Z' }),
      '/collected_at',
    ],
    [
      'a long name',
      (r) => Object.assign(r.programs[0]!, { name: 'x'.repeat(513) }),
      '/programs/0/name',
    ],
    [
      'a long loader',
      (r) => Object.assign(r.programs[0]!.loader!, { exe: 'x'.repeat(1025) }),
      '/programs/0/loader/exe',
    ],
    [
      'an unknown status',
      (r) => Object.assign(r.programs[0]!.kfuncs[0]!, { status: 'x' }),
      '/programs/0/kfuncs/0/status',
    ],
    [
      'an unknown reason',
      (r) => Object.assign(r.coverage.losses[0]!, { reason: 'x' }),
      '/coverage/losses/0/reason',
    ],
    ['an object key twice', (r) => r.objects.push(r.objects[0]!), '/objects/1'],
    [
      'a module twice',
      (r) => r.kernel.catalogues.push(r.kernel.catalogues[0]!),
      '/kernel/catalogues/1',
    ],
    [
      'a way to be held twice',
      (r) => r.programs[0]!.held_by.push('fd', 'fd'),
      '/programs/0/held_by/1',
    ],
    ['a program type twice', (r) => r.totals.push(r.totals[0]!), '/totals/2'],
    [
      'a loss reason twice',
      (r) => r.coverage.losses.push(r.coverage.losses[0]!),
      '/coverage/losses/2',
    ],
    [
      'a kfunc twice in a program',
      (r) => r.programs[0]!.kfuncs.push(r.programs[0]!.kfuncs[0]!),
      '/programs/0/kfuncs/1',
    ],
    [
      'a kfunc twice in an object',
      (r) => r.objects[0]!.kfuncs.push(r.objects[0]!.kfuncs[0]!),
      '/objects/0/kfuncs/2',
    ],
    [
      'a declaration twice',
      (r) => r.objects[0]!.declares.push(r.objects[0]!.declares[0]!),
      '/objects/0/declares/3',
    ],
    [
      'an object that is not there',
      (r) => Object.assign(r.programs[0]!, { object: '0'.repeat(32) }),
      '/programs/0/object',
    ],
    [
      'no name without unresolved',
      (r) => Object.assign(r.programs[0]!.kfuncs[0]!, { name: null }),
      '/programs/0/kfuncs/0/name',
    ],
    [
      'a name with unresolved',
      (r) => Object.assign(r.programs[1]!.kfuncs[0]!, { name: 'x' }),
      '/programs/1/kfuncs/0/name',
    ],
    [
      'no module of a called kfunc',
      (r) => Object.assign(r.programs[0]!.kfuncs[0]!, { module: null }),
      '/programs/0/kfuncs/0/module',
    ],
    [
      'no module of a referenced kfunc',
      (r) => Object.assign(r.objects[0]!.kfuncs[0]!, { module: null }),
      '/objects/0/kfuncs/0/module',
    ],
    [
      'no reason of a missing kfunc',
      (r) => Object.assign(r.objects[0]!.kfuncs[1]!, { missing: null }),
      '/objects/0/kfuncs/1/missing',
    ],
  ];
  it.each(faults)('refuses %s and names it', (_what, change, field) => {
    const { code, field: named, message } = refusalOf(change);
    expect([code, named]).toEqual(['report/invalid', field]);
    expect(message).toContain(field);
  });

  it.each([
    ['0001-01-01T00:00:00.000Z', '>= 1970-01-01T00:00:00.000Z'],
    ['1969-12-31T23:59:59.999Z', '>= 1970-01-01T00:00:00.000Z'],
    ['2026-02-30T00:00:00.000Z', 'YYYY-MM-DDThh:mm:ss.sssZ'],
    ['yesterday', 'YYYY-MM-DDThh:mm:ss.sssZ'],
  ])('refuses %s as a time of collection in one short sentence', (collected_at, limit) => {
    const {
      code,
      field,
      limit: said,
      message,
    } = refusalOf((r) => Object.assign(r, { collected_at }));
    expect([code, field, said]).toEqual(['report/invalid', '/collected_at', limit]);
    expect(message).toMatch(/^\/collected_at: must be .{1,80}\.$/);
  });

  it.each(['1970-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'])(
    'takes %s as a time of collection',
    (collected_at) => {
      const body = JSON.stringify({ ...report(), collected_at });
      expect(decodeReport(bytes(body)).value.collected_at).toBe(collected_at);
    },
  );

  it('says what an id looks like', () => {
    expect(refusalOf((r) => Object.assign(r, { host_id: 'x' })).message).toBe(
      '/host_id: must be 32 lower-case hex digits.',
    );
  });

  it('refuses a completeness that the report contradicts, and takes it otherwise', () => {
    const unresolved = (r: Report) => Object.assign(r.coverage, { complete: true });
    const unread = (r: Report) => {
      r.programs = [];
      Object.assign(r.coverage, { complete: true, programs_read: 13 });
    };
    expect(refusalOf(unresolved)).toMatchObject({
      field: '/coverage/complete',
      message: '/coverage/complete: must be false: /programs/1 has a call site without a name.',
    });
    expect(refusalOf(unread)).toMatchObject({
      field: '/coverage/complete',
      message: '/coverage/complete: must be false: 13 of 14 programs were read.',
    });
    expect(refusalOf((r) => Object.assign(r.coverage, { programs_read: 15 }))).toMatchObject({
      field: '/coverage/programs_read',
      limit: '<= 14',
    });
    const whole = { ...report(), programs: report().programs.slice(0, 1) };
    whole.coverage.complete = true;
    expect(decodeReport(bytes(JSON.stringify(whole))).value.coverage.complete).toBe(true);
  });

  it('takes members named like those of every object as unknown ones', () => {
    const body = text('report-v1').replace(
      '"seq": 7,',
      '"seq": 7, "__proto__": {"host_id": "x"}, "constructor": {"prototype": {"polluted": 1}},',
    );
    const { value, dropped } = decodeReport(bytes(body));
    expect(value).toEqual(report());
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect([dropped, 'polluted' in {}]).toEqual([5, false]);
    expect(refusal('{"__proto__":{"schema":"kfunc-census/report/v1"}}').code).toBe(
      'report/schema-version',
    );
  });

  /** The sample with something put in place of, or beside, what stands at a random place. */
  const disturbed = fc
    .tuple(
      fc.array(fc.nat(50), { minLength: 1, maxLength: 5 }),
      fc.oneof(fc.jsonValue(), fc.integer(), fc.string(), fc.constant(null)),
      fc.option(fc.string({ maxLength: 12 }), { nil: undefined }),
    )
    .map(([steps, value, extra]) => {
      const root: unknown = report();
      let at = root as Record<string, unknown>;
      let key = '';
      for (const step of steps) {
        const keys = Object.keys(at);
        const next = key === '' ? at : (at[key] as Record<string, unknown>);
        if (typeof next !== 'object' || next === null || keys.length === 0) break;
        at = next;
        key = Object.keys(at)[step % Math.max(1, Object.keys(at).length)] ?? '';
        if (key === '') break;
      }
      Object.defineProperty(at, extra ?? key, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
      return JSON.stringify(root);
    });

  it('stores what it validated: decoding its own serialisation changes nothing', () => {
    let accepted = 0;
    fc.assert(
      fc.property(disturbed, (body) => {
        let first: ReturnType<typeof decodeReport>;
        try {
          first = decodeReport(bytes(body));
        } catch (error) {
          return isCensusError(error) && error.code.startsWith('report/');
        }
        accepted += 1;
        const serialised = JSON.stringify(first.value);
        const second = decodeReport(bytes(serialised));
        return second.dropped === 0 && JSON.stringify(second.value) === serialised;
      }),
      { numRuns: 500 },
    );
    expect(accepted).toBeGreaterThan(50);
  });

  it('refuses every document in which any object has a key twice', () => {
    const members = JSON.stringify(report()).matchAll(/"(\w+)":/g);
    const places = [...members];
    fc.assert(
      fc.property(fc.nat(places.length - 1), fc.jsonValue({ maxDepth: 1 }), (index, value) => {
        const { 0: member, index: at } = places[index]!;
        const whole = JSON.stringify(report());
        const body = `${whole.slice(0, at)}${member}${JSON.stringify(value)},${whole.slice(at)}`;
        return refusal(body).code === 'report/duplicate-key';
      }),
    );
  });
});

describe('decodeCatalogue', () => {
  it('reads a catalogue, and refuses a kfunc that stands twice', () => {
    const catalogue = JSON.parse(text('catalogue-v1'));
    const encode = (value: unknown) => bytes(JSON.stringify(value));
    expect(decodeCatalogue(encode(catalogue))).toEqual({ value: catalogue, dropped: 0 });
    const twice = { ...catalogue, kfuncs: [catalogue.kfuncs[0], catalogue.kfuncs[0]] };
    expect(() => decodeCatalogue(encode(twice))).toThrow('/kfuncs/1');
    expect(() => decodeCatalogue(encode(report()))).toThrow('kfunc-census/catalogue/v1');
  });
});
