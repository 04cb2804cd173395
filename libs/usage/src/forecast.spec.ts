import { compareCatalogues } from '@kfunc-census/kfunc';
import { lifecycle } from '@kfunc-census/lifecycle';
import { describe, expect, it } from 'vitest';
import { call, entry, named, objectOf, programOf } from './forecast.spec-helper.ts';
import { forecast, forecastLimits } from './forecast.ts';
import { targetOfPatch } from './forecast-target.ts';
import type { CatalogueTarget, ForecastObject, ForecastTarget } from './forecast-types.ts';
import { kfuncsInPatch } from './patch.ts';

const everyName = () => true;
const kernel = (
  entries: CatalogueTarget['catalogues'][number]['entries'],
  over: Partial<CatalogueTarget> = {},
): CatalogueTarget => ({
  kind: 'catalogues',
  catalogues: [{ module: 'vmlinux', entries }],
  isLookedFor: everyName,
  ...over,
});
const removal = (...kfuncs: string[]): ForecastTarget => ({ kind: 'removal', kfuncs });

/** Outcome of an object, and in short what stands behind it. */
function fate(object: ForecastObject, target: ForecastTarget): string {
  const [found] = forecast([object], target, lifecycle).objects;
  if (found === undefined) throw new TypeError('No forecast.');
  const externs = found.externs.map(
    (each) => `${each.name}:${each.kind === 'unresolved' ? each.why : `?${each.why}`}`,
  );
  const more = found.reasons.filter((reason) => !externs.some((each) => each.endsWith(reason)));
  return [found.outcome, ...externs, ...more].join(' ');
}

const one = objectOf({ a: '()->int' }, [call('a')]);

describe('forecast for catalogues', () => {
  it('follows the FUNC, the symbol and the shape', () => {
    expect(fate(one, kernel([entry('a', '()->int')]))).toBe('links');
    expect(fate(one, kernel([entry('b', '()->int')]))).toBe('does-not-link a:no-func');
    expect(fate(one, kernel([entry('a', '()->int', 'tag symbol')]))).toBe(
      'does-not-link a:no-func',
    );
    expect(fate(one, kernel([entry('a', '()->int', 'func')]))).toBe('does-not-link a:no-symbol');
    expect(fate(one, kernel([entry('a', '(int)->int')]))).toBe('does-not-link a:shape');
    const strange = objectOf({ a: '?' }, [call('a')]);
    expect(fate(strange, kernel([entry('a', '?')]))).toBe('does-not-link a:shape');
  });

  it('takes the full name before the name without flavour', () => {
    const both = [entry('a', '()->void'), entry('a___v2', '()->int')];
    const versioned = objectOf({ a___v2: '()->int' }, [call('a___v2')]);
    expect(fate(versioned, kernel(both))).toBe('links');
    expect(fate(versioned, kernel(both.slice(0, 1)))).toBe('does-not-link a___v2:shape');
    const flavoured = objectOf({ a___compat: '()->void' }, [call('a')]);
    expect(fate(flavoured, kernel(both))).toBe('links');
  });

  it('does not tell where the catalogues do not', () => {
    const ask = (over: Partial<CatalogueTarget>) => fate(one, kernel([entry('b', '')], over));
    expect(ask({ isLookedFor: () => false })).toBe('cannot-tell a:?not-listed');
    expect(ask({ moduleOf: () => 'nf_nat' })).toBe('cannot-tell a:?module-not-in-target');
    expect(ask({ catalogues: [{ module: 'nf_nat', entries: [] }] })).toBe(
      'cannot-tell a:?module-not-in-target',
    );
    const ofModule = objectOf({ a: '()->int' }, [call('a', { module: 'nf_nat' })]);
    expect(fate(ofModule, kernel([entry('b', '')]))).toBe('cannot-tell a:?module-not-in-target');
    const withModule = [
      { module: 'vmlinux', entries: [entry('b', '')] },
      { module: 'nf_nat', entries: [entry('a', '()->int')] },
    ];
    expect(fate(ofModule, kernel([], { catalogues: withModule }))).toBe('links');
  });

  it('does not trust a function without the tag that others have', () => {
    const untagged = entry('a', '()->int', 'func symbol');
    expect(fate(one, kernel([untagged, entry('b', '')]))).toBe('cannot-tell a:?untagged');
    expect(fate(one, kernel([untagged]))).toBe('links');
  });

  it('looks by default for what the lifecycle data knows', () => {
    const { isLookedFor: _, ...target } = kernel([]);
    expect(fate(one, target)).toBe('cannot-tell a:?not-listed');
    const known = objectOf({ bpf_throw___new: '(int)->void' }, [call('bpf_throw')]);
    expect(fate(known, target)).toBe('does-not-link bpf_throw___new:no-func');
  });
});

describe('the fallback of an object', () => {
  const without = kernel([entry('b', '()->int')]);
  const guarded = (guard: 'tested' | 'not-seen' | 'unknown') =>
    objectOf({ a: '()->int' }, [call('a', { guard })]);

  it('is there where a test was seen, in all programs that call it', () => {
    expect(fate(guarded('tested'), without)).toBe('takes-fallback a:no-func');
    expect(fate(guarded('unknown'), without)).toBe('cannot-tell a:?guard-unknown');
    const mixed = (...guards: ('tested' | 'not-seen' | 'unknown')[]) =>
      objectOf(
        { a: '()->int' },
        guards.map((guard) => call('a', { guard })),
      );
    expect(fate(mixed('tested', 'not-seen'), without)).toBe('does-not-link a:no-func');
    expect(fate(mixed('tested', 'unknown'), without)).toBe('cannot-tell a:?guard-unknown');
    expect(fate(mixed('unknown', 'not-seen'), without)).toBe('does-not-link a:no-func');
  });

  it('is there where the object was loaded without it', () => {
    for (const missing of ['absent', 'incompatible'] as const)
      expect(fate(objectOf({ a: '()->int' }, [], { names: [named('a', missing)] }), without)).toBe(
        'takes-fallback a:no-func',
      );
    // Called untested on one kernel, by way of a test for something else, and missing on another.
    const moved = objectOf({ a: '()->int' }, [call('a')], { names: [named('a', 'absent')] });
    expect(fate(moved, without)).toBe('cannot-tell a:?other-path');
  });

  it('is not known of what no program called here', () => {
    for (const names of [[], [named('a')], [named('a', 'unknown')]])
      expect(fate(objectOf({ a: '()->int' }, [], { names }), without)).toBe(
        'cannot-tell a:?not-called',
      );
  });

  it('depends on the loader where the shape differs', () => {
    const other = kernel([entry('a', '(int)->int')]);
    const by = (linker: ForecastObject['linker']) => ({ ...guarded('tested'), linker });
    expect(fate(by('libbpf'), other)).toBe('takes-fallback a:shape');
    expect(fate(by('cilium'), other)).toBe('does-not-link a:shape');
    expect(fate(by('unknown'), other)).toBe('cannot-tell a:?loader-unknown');
    for (const linker of ['libbpf', 'cilium', 'unknown'] as const) {
      expect(fate({ ...guarded('not-seen'), linker }, other)).toBe('does-not-link a:shape');
      expect(fate(by(linker), without)).toBe('takes-fallback a:no-func');
    }
  });

  it('is another declaration of the same function', () => {
    const both = (guard: 'tested' | 'not-seen') =>
      objectOf({ a___old: '(int)->int', a___new: '()->int' }, [call('a', { guard })]);
    for (const shape of ['()->int', '(int)->int'])
      expect(fate(both('tested'), kernel([entry('a', shape)]))).toBe('links');
    // Untested, it may be the one that is called for want of the other.
    expect(fate(both('not-seen'), kernel([entry('a', '()->int')]))).toBe(
      'cannot-tell a___old:?other-path',
    );
    expect(fate(both('not-seen'), kernel([entry('a', '()->void')]))).toBe(
      'does-not-link a___new:shape a___old:shape',
    );
    expect(fate({ ...both('tested'), linker: 'unknown' }, kernel([entry('a', '()->int')]))).toBe(
      'cannot-tell a___old:?loader-unknown',
    );
  });

  it('is what calls an old name for want of its successor', () => {
    const compat = objectOf(
      { scx_bpf_dispatch___compat: '(int)->void', scx_bpf_dsq_insert: '(int)->void' },
      [call('scx_bpf_dispatch')],
      { names: [named('scx_bpf_dsq_insert', 'absent')] },
    );
    const renamed = [entry('scx_bpf_dsq_insert', '(int)->void')];
    const told = 'cannot-tell scx_bpf_dispatch___compat:?other-path';
    expect(fate(compat, kernel(renamed))).toBe(told);
    expect(fate(compat, removal('scx_bpf_dispatch'))).toBe(told);
    const refused = 'does-not-link scx_bpf_dispatch___compat:no-func';
    expect(fate({ ...compat, names: [] }, removal('scx_bpf_dispatch'))).toBe(refused);
    // The successor is as missing there as here, or goes with it.
    const gone = compareCatalogues([entry('scx_bpf_dispatch', '(int)->void')], []);
    for (const target of [{ kind: 'changes', changes: gone } as const, kernel([])])
      expect(fate(compat, target)).toBe(`${refused} scx_bpf_dsq_insert:?other-path`);
  });

  it('does not save an object from another extern', () => {
    const two = objectOf({ a: '()->int', c: '()->int' }, [
      call('a', { guard: 'tested' }),
      call('c'),
    ]);
    expect(fate(two, without)).toBe('does-not-link a:no-func c:no-func');
    const open = objectOf({ a: '()->int', c: '()->int' }, [call('c')]);
    expect(fate(open, without)).toBe('does-not-link a:?not-called c:no-func');
  });
});

describe('an object whose names are not all known', () => {
  it('does not link when what is known does not, and is not told otherwise', () => {
    const over = { declarations: 'dropped', linker: 'cilium' } as const;
    const here = kernel([entry('a', '()->int')]);
    expect(fate(objectOf({}, [call('a', { guard: 'unknown' })], over), here)).toBe(
      'cannot-tell a:?no-declaration names-dropped',
    );
    expect(fate(objectOf({}, [call('b', { guard: 'unknown' })], over), here)).toBe(
      'cannot-tell b:?guard-unknown names-dropped',
    );
    expect(fate({ ...one, declarations: 'cut' }, here)).toBe('cannot-tell cut');
    expect(fate({ ...one, declarations: 'cut' }, kernel([]))).toBe('does-not-link a:no-func');
    expect(fate(objectOf({}, [], { declarations: 'not-recorded' }), here)).toBe(
      'cannot-tell not-recorded',
    );
  });

  it('may carry a member of the family of what it calls, which then links', () => {
    const [old, next] = ['bpf_wq_set_callback_impl', 'bpf_wq_set_callback'];
    const dropped = objectOf({}, [call(old)], { declarations: 'dropped' });
    expect(fate(dropped, kernel([entry(next, '()->int')]))).toBe(
      `cannot-tell ${old}:?names-dropped`,
    );
    expect(fate(dropped, kernel([]))).toBe(`does-not-link ${old}:no-func`);
    expect(fate(dropped, removal(old))).toBe(`cannot-tell ${old}:?names-dropped`);
    expect(fate(dropped, removal(old, next))).toBe(`does-not-link ${old}:no-func`);
    const complete = objectOf({ [old]: '()->int' }, [call(old)]);
    expect(fate(complete, kernel([entry(next, '()->int')]))).toBe(`does-not-link ${old}:no-func`);
  });

  it('leaves out what the kernel put in, and takes a variant for the kfunc', () => {
    const inserted = objectOf({}, [call('k', { status: 'kernel-inserted' })]);
    expect(fate(inserted, kernel([]))).toBe('links');
    const variant = objectOf({ bpf_dynptr_from_skb: '(*struct)->int' }, [
      call('bpf_dynptr_from_skb_rdonly', { guard: 'tested' }),
    ]);
    expect(fate(variant, removal('bpf_dynptr_from_skb'))).toBe(
      'takes-fallback bpf_dynptr_from_skb:no-func',
    );
  });
});

describe('forecast for a removal', () => {
  it('touches what links to the names, and nothing else', () => {
    expect(fate(one, removal('a', 'x'))).toBe('does-not-link a:no-func');
    expect(fate(one, removal('b'))).toBe('links');
    const flavoured = objectOf({ a___compat: '()->int' }, [call('a')]);
    expect(fate(flavoured, removal('a'))).toBe('does-not-link a___compat:no-func');
    const versioned = objectOf({ a___v2: '()->int' }, [call('a___v2')]);
    expect(fate(versioned, removal('a'))).toBe('links');
    expect(fate(versioned, removal('a___v2'))).toBe('cannot-tell a___v2:?other-name');
    expect(fate(versioned, removal('a___v2', 'a'))).toBe('does-not-link a___v2:no-func');
  });

  it('leaves an object with a missing extern as it is', () => {
    const fallen = objectOf({ a: '', b: '' }, [call('b')], { names: [named('a', 'absent')] });
    expect(fate(fallen, removal('x'))).toBe('links');
    expect(fate(fallen, removal('a'))).toBe('takes-fallback a:no-func');
  });

  it('says when a program attaches to what goes', () => {
    const tracer = objectOf({}, [call('a', { status: 'attached-to' })]);
    expect(fate(tracer, removal('a'))).toBe('cannot-tell a:?attach-target');
    expect(fate(tracer, removal('b'))).toBe('links');
    expect(fate(tracer, kernel([entry('a', '()->int')]))).toBe('links');
  });
});

describe('forecast for a patch', () => {
  it('takes away what it removes, and leaves open what it changes', () => {
    const diff = [
      '@@ -1,8 +1,4 @@',
      '-__bpf_kfunc int a(void)',
      '-{',
      '-}',
      '-__bpf_kfunc int b(int x)',
      '+__bpf_kfunc int b(long x)',
      ' {',
      ' }',
      '-BTF_ID_FLAGS(func, a)',
      '-BTF_ID_FLAGS(func, c)',
      '+BTF_ID_FLAGS(func, d)',
    ];
    const target = targetOfPatch(kfuncsInPatch(diff.join('\n')));
    const calling = (name: string) => fate(objectOf({ [name]: '()->int' }, [call(name)]), target);
    expect(['a', 'b', 'c', 'd'].map(calling)).toEqual([
      'does-not-link a:no-func',
      'cannot-tell b:?signature-changed',
      'cannot-tell c:?left-a-set',
      'links',
    ]);
  });
});

describe('forecast for changes', () => {
  const from = [
    entry('a', '()->int'),
    entry('b', '()->int'),
    entry('c', '()->int'),
    entry('d', '()->int'),
    entry('e', '()->int'),
  ];
  const to = [
    entry('b', '(int)->int'),
    entry('c', '()->int', 'func'),
    entry('d', '()->int', 'func symbol'),
    entry('e', '()->int'),
    entry('n', '()->int'),
  ];
  const target: ForecastTarget = {
    kind: 'changes',
    changes: compareCatalogues(from, to, everyName),
  };

  it('follows compareCatalogues', () => {
    const declaring = (name: string) => fate(objectOf({ [name]: '()->int' }, [call(name)]), target);
    expect(['a', 'b', 'c', 'd', 'e'].map(declaring)).toEqual([
      'does-not-link a:no-func',
      'does-not-link b:shape',
      'does-not-link c:no-symbol',
      'cannot-tell d:?untagged',
      'links',
    ]);
    const waiting = objectOf({ n: '()->int' }, [], { names: [named('n', 'absent')] });
    expect(fate(waiting, target)).toBe('links');
    const renewed = objectOf({ b: '(int)->int' }, [], { names: [named('b', 'incompatible')] });
    expect(fate(renewed, target)).toBe('links');
    const unlisted = compareCatalogues(from, to, () => false);
    expect(fate(one, { kind: 'changes', changes: unlisted })).toBe('cannot-tell a:?not-listed');
  });

  it('takes what is called without declaration to be declared as its kernel has it', () => {
    const dropped = objectOf({}, [call('b', { guard: 'unknown' })], {
      declarations: 'dropped',
      linker: 'cilium',
    });
    expect(fate(dropped, target)).toBe('does-not-link b:shape');
  });
});

describe('a large object', () => {
  it('is forecast whole, with all its externs and programs', () => {
    const names = Array.from({ length: 256 }, (_, at) => `k${at}`);
    const declares = Object.fromEntries(names.map((name) => [name, '()->int']));
    const programs = Array.from({ length: 400 }, (_, at) =>
      programOf(
        names.map((name) => call(name, { guard: 'tested' })),
        { program: `${at}` },
      ),
    );
    const found = forecast([objectOf(declares, [], { programs })], removal(...names), lifecycle);
    expect(found.counts['takes-fallback']).toMatchObject({ objects: 1, programs: 400 });
    expect(found.objects[0]?.externs).toHaveLength(256);
  });
});

describe('the counts', () => {
  const fleet: ForecastObject[] = [
    objectOf({ a: '' }, [], {
      object: '1',
      programs: [
        programOf([call('a')], { program: 'p', hosts: ['x', 'y'], organisations: ['o'] }),
        programOf([], { program: 'q', loader: '', hosts: ['y'], organisations: ['o'] }),
      ],
    }),
    objectOf({ a: '' }, [], {
      object: '2',
      programs: [programOf([call('a')], { program: 'r', hosts: ['y'], organisations: ['n'] })],
    }),
    objectOf({ b: '' }, [], {
      object: '3',
      programs: [programOf([call('b')], { program: 's', hosts: ['z'], organisations: ['o'] })],
    }),
    objectOf({}, [], { object: '4', declarations: 'dropped', programs: [] }),
  ];
  const found = forecast(fleet, removal('a'), lifecycle);

  it('are of distinct programs, loaders, hosts and organisations', () => {
    expect(found.counts['does-not-link']).toEqual({
      objects: 2,
      programs: 3,
      loaders: 1,
      programsWithoutLoader: 1,
      hosts: 2,
      organisations: 2,
    });
    expect(found.counts.links).toMatchObject({ objects: 1, programs: 1, hosts: 1 });
    expect(found.counts['takes-fallback']).toMatchObject({ objects: 0, hosts: 0 });
    expect(found.reasons).toEqual([{ reason: 'names-dropped', objects: 1 }]);
  });

  it('go with the sentence on what cannot be seen', () => {
    expect(found.limits).toBe(forecastLimits);
    expect(forecastLimits).toBe(
      'Names and shapes do not show the program types and hooks that a kfunc is allowed for, ' +
        'sleepable and RCU rules, trusted arguments, capabilities, layouts for CO-RE and ' +
        'struct_ops, attach targets that are gone, changes of the verifier, modules, ' +
        'configuration, and tests for anything but the kfunc itself. What links may still not ' +
        'load, and neither may a fallback.',
    );
  });
});
