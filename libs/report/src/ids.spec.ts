import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Catalogue,
  canonicalJson,
  catalogueId,
  contentId,
  evidenceId,
  loaderText,
  type ObjectMember,
  objectId,
  type ProgramMember,
  platformId,
  programId,
  type Report,
  toMessageLines,
} from './index.ts';

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../samples/${name}.json`, import.meta.url), 'utf8'));
const report = (): Report => read('report-v1');
const catalogue: Catalogue = read('catalogue-v1');
const receipt = { organisation: 'acme', receivedAt: 1_700_000_000_000, ageSeconds: 0 };
const linesOf = (change: (report: Report) => void) => {
  const changed = report();
  change(changed);
  return toMessageLines(changed, receipt);
};

/** The same JSON value with the members of every object in another order. */
function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reordered(inner)]),
  );
}

describe('canonicalJson', () => {
  it('writes the example of RFC 8785 §3.2.2', () => {
    const value = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, '\ud800', undefined])('refuses %s', (value) => {
    expect(() => contentId(value)).toThrow(expect.objectContaining({ code: 'report/invalid' }));
  });

  it('says the same of the same JSON value, whatever the order of members', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
        expect(contentId(reordered(value))).toBe(contentId(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('ids', () => {
  it('are 128 bits in hex and stay what they are', () => {
    const lines = toMessageLines(report(), receipt);
    // A changed id splits the history of a program in two: these may only change with a new kind.
    expect([catalogueId(catalogue), lines.host.platform, lines.set.set]).toMatchInlineSnapshot(`
      [
        "6b7d7e45075aabd6da9d0deb8cee386a",
        "9f4df52cd88f1ec9dcbb2642b8bd038f",
        "c3257ce1589e3f7b0587e1505c066303",
      ]
    `);
  });

  it('are 128 bits of SHA-256 over the canonical text, written here by hand', () => {
    const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32);
    const [a, b] = ['a'.repeat(32), 'b'.repeat(32)];
    const kernel = {
      release: '6.18.0',
      arch: 'x86_64',
      distro: { id: 'debian', version: '13' },
      catalogues: [
        { module: 'nf_nat', id: b },
        { module: 'vmlinux', id: a },
      ],
    };
    expect(platformId(kernel)).toBe(
      digest(
        `{"arch":"x86_64","catalogues":["${a}","${b}"],"distro":"debian","distro_version":"13","kind":"platform/v1","release":"6.18.0"}`,
      ),
    );
    const called = { name: 'bpf_b', module: 'vmlinux', status: 'called', guard: 'tested' } as const;
    const unresolved = {
      name: null,
      module: null,
      status: 'unresolved',
      guard: 'unknown',
    } as const;
    expect(evidenceId([called, unresolved])).toBe(
      digest(
        '{"kfuncs":[["","","unresolved","unknown"],["bpf_b","vmlinux","called","tested"]],"kind":"evidence/v1"}',
      ),
    );
  });

  it('do not depend on the order of members or of lists', () => {
    const set = linesOf((changed) => {
      changed.programs.reverse();
      for (const list of [changed.programs, changed.objects])
        for (const member of list) member.kfuncs.reverse();
      for (const object of changed.objects) object.declares.reverse();
    }).set;
    const same = toMessageLines(reordered(report()) as Report, receipt);
    const before = toMessageLines(report(), receipt);
    expect([set.set, same.set.set, same.host.platform]).toEqual([
      before.set.set,
      before.set.set,
      before.host.platform,
    ]);
    const kfuncs = catalogue.kfuncs.toReversed();
    expect(catalogueId({ ...catalogue, kfuncs })).toBe(catalogueId(catalogue));
    const tagged = (...tags: string[]) =>
      catalogueId({ ...catalogue, kfuncs: catalogue.kfuncs.map((kfunc) => ({ ...kfunc, tags })) });
    expect(tagged('a', 'b')).toBe(tagged('b', 'a'));
    expect(tagged('a', 'b')).not.toBe(tagged('a'));
  });

  it('ignore counts, times and what is particular to the host', () => {
    const changed = linesOf((other) => {
      other.host_id = '0'.repeat(32);
      other.boot_id = '1'.repeat(32);
      other.seq = 99;
      other.uptime_s = 1;
      other.collected_at = '2026-01-01T00:00:00.000Z';
      other.coverage.ids_unseen = 1000;
      other.kernel.installable = [];
      for (const program of other.programs) {
        program.instances = 9;
        for (const kfunc of program.kfuncs) kfunc.sites = 77;
      }
    });
    const before = toMessageLines(report(), receipt);
    expect([changed.set.set, changed.host.platform]).toEqual([
      before.set.set,
      before.host.platform,
    ]);
  });

  const changes: [string, (report: Report) => void][] = [
    ['type', (r) => Object.assign(r.programs[0]!, { type: 'xdp' })],
    ['attach target', (r) => Object.assign(r.programs[0]!, { attach_target: 'x' })],
    ['name', (r) => Object.assign(r.programs[0]!, { name: 'x' })],
    ['object', (r) => Object.assign(r.programs[0]!, { object: null })],
    ['attached', (r) => Object.assign(r.programs[0]!, { attached: 'yes' })],
    ['probe', (r) => Object.assign(r.programs[0]!, { probe: true })],
    ['loader', (r) => Object.assign(r.programs[0]!.loader!, { exe: 'x' })],
    ['package', (r) => Object.assign(r.programs[0]!.loader!, { package_version: '2' })],
    ['status', (r) => Object.assign(r.programs[0]!.kfuncs[0]!, { status: 'inlined' })],
    ['guard', (r) => Object.assign(r.programs[0]!.kfuncs[0]!, { guard: 'tested' })],
    ['module', (r) => Object.assign(r.programs[0]!.kfuncs[0]!, { module: 'x' })],
    ['object key', (r) => Object.assign(r.objects[0]!, { key: 'f'.repeat(32) })],
    ['known by', (r) => Object.assign(r.objects[0]!, { known_by: 'name' })],
    ['declared shape', (r) => Object.assign(r.objects[0]!.declares[0]!, { shape: 'x' })],
    ['missing', (r) => Object.assign(r.objects[0]!.kfuncs[1]!, { missing: 'incompatible' })],
  ];
  it.each(changes)('the set changes with the %s', (_what, change) => {
    expect(linesOf(change).set.set).not.toBe(toMessageLines(report(), receipt).set.set);
  });

  const kernels: [string, (kernel: Report['kernel']) => unknown][] = [
    ['release', (kernel) => Object.assign(kernel, { release: 'x' })],
    ['arch', (kernel) => Object.assign(kernel, { arch: 'x' })],
    ['distro', (kernel) => Object.assign(kernel.distro, { id: 'x' })],
    ['version', (kernel) => Object.assign(kernel.distro, { version: 'x' })],
    ['catalogues', (kernel) => kernel.catalogues.pop()],
  ];
  it.each(kernels)('the platform changes with the %s', (_what, change) => {
    const { kernel } = report();
    const before = platformId(kernel);
    change(kernel);
    expect(platformId(kernel)).not.toBe(before);
  });

  it('do not let a forged key take the id of another object', () => {
    const [object] = report().objects;
    const forged = { ...object!, declares: [{ name: 'x', shape: 'y' }] };
    expect(objectId(forged)).not.toBe(objectId(object!));
  });

  it('of different kinds never meet, and fields do not run into each other', () => {
    const program = { type: 'a', attach_target: 'bc', name: 'd' };
    expect(programId(program, '')).not.toBe(
      programId({ ...program, attach_target: 'b', name: 'cd' }, ''),
    );
    const empty = [evidenceId([]), catalogueId({ ...catalogue, kfuncs: [] })];
    expect(new Set(empty).size).toBe(2);
  });
});

describe('toMessageLines', () => {
  it('marks as late what waited longer than 26 h', () => {
    const late = [0, 26 * 3600, 26 * 3600 + 1].map(
      (ageSeconds) => toMessageLines(report(), { ...receipt, ageSeconds }).host.late,
    );
    expect(late).toEqual([0, 0, 1]);
  });

  it('writes unknown as empty text, and takes counts as they are', () => {
    const { host, set } = toMessageLines(report(), receipt);
    expect(host).toMatchObject({
      org: 'acme',
      received_at: receipt.receivedAt,
      collected_at: Date.UTC(2026, 10, 22, 8, 15, 30, 250),
      complete: 0,
      losses: { churn: 1, unresolved_sites: 1 },
      loaded_by_type: { cgroup_skb: 11, sched_cls: 3 },
      with_kfuncs_by_type: { cgroup_skb: 0, sched_cls: 3 },
    });
    const [first, second] = set.programs as [ProgramMember, ProgramMember];
    const [object] = set.objects as [ObjectMember];
    expect([first.object, first.attach_target]).toEqual([object.object, '']);
    expect(second).toMatchObject({ object: '', loader: '', kfuncs: [{ name: '', module: '' }] });
    expect(object.kfuncs.map(({ missing }) => missing)).toEqual(['', 'absent']);
  });

  it.each([
    [null, ''],
    [{ exe: 'tc' }, 'tc'],
    [{ exe: 'tc', package: 'iproute2', package_version: '6.1' }, 'tc; iproute2 6.1'],
    [
      { exe: 'a', package: 'p', unit: 'a@*.service', container: 'docker' },
      'a; p; a@*.service; docker',
    ],
  ])('writes the loader %j as %s', (loader, text) => {
    const unknown = { package: null, package_version: null, unit: null, container: null };
    expect(loaderText(loader && { ...unknown, ...loader })).toBe(text);
  });

  it('keeps a program type named __proto__ a type like any other', () => {
    const { host } = linesOf((changed) => {
      changed.totals = [{ type: '__proto__', loaded: 2, with_kfuncs: 1 }];
    });
    expect(JSON.stringify(host.loaded_by_type)).toBe('{"__proto__":2}');
  });
});
