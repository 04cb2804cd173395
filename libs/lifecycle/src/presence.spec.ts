import { describe, expect, it } from 'vitest';
import exceptions from '../data/presence-exceptions.json' with { type: 'json' };
import captured from '../fixtures/presence.json' with { type: 'json' };
import { lifecycle } from './data.ts';
import type { Lifecycle } from './lifecycle.ts';

/** A kfunc and a kernel of which data and capture say different things. */
type Pair = `${string} on ${string}`;

const there = ['present', 'deprecated', 'name-reused'];
const gone = ['not-yet', 'renamed', 'removed', 'unknown name'];

/** `arm64-6.12.117` is of 6.12. */
const lineOf = (kernel: string): string => /\d+\.\d+/.exec(kernel)?.[0] ?? '';

/** Pairs where the data says there and the capture not (`missing`), or the other way (`unexpected`). */
function disagreements(data: Lifecycle): { missing: Pair[]; unexpected: Pair[] } {
  const missing: Pair[] = [];
  const unexpected: Pair[] = [];
  for (const [name, letters] of Object.entries(captured.presence))
    for (const [at, kernel] of captured.kernels.entries()) {
      const status = data.statusAt(name, lineOf(kernel))?.status ?? 'unknown name';
      const seen = 'TB'.includes(letters[at]!);
      if (!seen && there.includes(status)) missing.push(`${name} on ${kernel}`);
      if (seen && gone.includes(status)) unexpected.push(`${name} on ${kernel}`);
    }
  return { missing, unexpected };
}

const explained = exceptions.flatMap(({ kfuncs, kernels }) =>
  kernels.flatMap((kernel) => kfuncs.map((name): Pair => `${name} on ${kernel}`)),
);

/** The data, but for one kfunc and 6.18, of which it says what is true of another version. */
function mistaken(name: string, version: string): Lifecycle {
  return {
    ...lifecycle,
    statusAt: (asked, line) =>
      lifecycle.statusAt(asked, asked === name && line === '6.18' ? version : line),
  };
}

describe('the data and 13 captured kernels', () => {
  it('compares what it says it does', () => {
    expect(captured.kernels).toHaveLength(13);
    expect(Object.keys(captured.presence)).toHaveLength(368);
    expect(Object.values(captured.presence).every((each) => /^[TBFS.]{13}$/.test(each))).toBe(true);
    for (const kernel of captured.kernels)
      expect(lifecycle.statusAt('bpf_key_put', lineOf(kernel))?.status).toBe('present');
  });

  it('is certain of every kfunc and kernel', () => {
    const uncertain = Object.keys(captured.presence).flatMap((name) =>
      captured.kernels.filter(
        (kernel) => lifecycle.statusAt(name, lineOf(kernel))?.status === 'uncertain',
      ),
    );
    expect(uncertain).toEqual([]);
  });

  it('finds nothing in a kernel that by the data has it not', () => {
    expect(disagreements(lifecycle).unexpected).toEqual([]);
  });

  it('explains each kfunc that a kernel lacks, once, and nothing else', () => {
    const { missing } = disagreements(lifecycle);
    const known = new Set(explained);
    const found = new Set(missing);
    expect(known.size).toBe(explained.length);
    expect(missing.filter((each) => !known.has(each))).toEqual([]);
    expect(explained.filter((each) => !found.has(each))).toEqual([]);
  });

  it('gives a reason with every exception', () => {
    for (const { why, basis, text } of exceptions) {
      expect(['configuration', 'module-not-loaded', 'architecture']).toContain(why);
      expect(['documented', 'inferred']).toContain(basis);
      expect(text.length).toBeGreaterThan(20);
    }
  });

  it('would notice a fact that is wrong either way', () => {
    const early = disagreements(mistaken('bpf_wq_set_callback_impl', '7.0'));
    expect(early.unexpected).toEqual(['bpf_wq_set_callback_impl on 6.18.15+deb13']);
    const late = disagreements(mistaken('bpf_wq_set_callback', '7.0'));
    expect(late.missing).toContain('bpf_wq_set_callback on 6.18.15+deb13');
  });
});
