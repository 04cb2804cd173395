/** One object on several kernels: what is the same, and what is not. */
import { describe, expect, it } from 'vitest';
import { identityHost } from './identity-hosts.ts';
import { miscObject } from './misc-object.ts';
import { scanCapture } from './scan-capture.ts';

const receivedAt = Date.UTC(2026, 10, 25, 12);
const host = (capture: string, hidden = false) => identityHost(capture, 'org', receivedAt, hidden);
const evidence = ({ report }: ReturnType<typeof host>): string[] =>
  (report.programs[0]?.kfuncs ?? []).map(({ name, status, sites }) => `${name} ${status} ${sites}`);

describe('one program on several kernels', () => {
  const older = host('7.2.12+deb13');
  const newer = host('7.3.4+deb13');
  const hidden = host('7.2.12+deb13', true);
  const arm = host('arm64-6.12.117');

  it('shows another evidence on each', () => {
    expect(evidence(older)).toEqual([
      'bpf_cast_to_kern_ctx inlined 0',
      'bpf_dynptr_from_skb called 1',
      'bpf_dynptr_slice called 1',
      'bpf_iter_num_destroy called 1',
      'bpf_iter_num_new called 1',
      'bpf_iter_num_next called 2',
    ]);
    expect(evidence(newer)).toEqual([
      'bpf_cast_to_kern_ctx inlined 0',
      'bpf_dynptr_from_skb called 1',
      'bpf_dynptr_slice called 1',
      'bpf_iter_num_destroy inlined 0',
      'bpf_iter_num_new inlined 0',
      'bpf_iter_num_next inlined 0',
    ]);
    expect(evidence(hidden)).toEqual(['bpf_cast_to_kern_ctx inlined 0', 'null unresolved 6']);
  });

  it('is the same program, object and source', () => {
    const [first, ...others] = [older, newer, hidden, arm].map(({ lines, report }) => ({
      program: lines.set.programs.map(({ program }) => program),
      object: lines.set.objects.map(({ object }) => object),
      source: report.programs.map(({ source }) => source),
    }));
    expect(first?.program).toHaveLength(1);
    expect(first?.source).toEqual(['*/misc.bpf.c']);
    for (const other of others) expect(other).toEqual(first);
  });

  it('is another piece of evidence and another set where it differs, and the same where not', () => {
    const ids = (each: typeof older) => [each.lines.set.programs[0]?.evidence, each.lines.set.set];
    expect(new Set([older, newer, hidden].map((each) => ids(each)[0])).size).toBe(3);
    expect(new Set([older, newer, hidden].map((each) => ids(each)[1])).size).toBe(3);
    expect(ids(arm)).toEqual(ids(older));
  });

  it('hides nothing where its lines can be read', () => {
    for (const { report } of [older, newer, arm])
      expect(report.coverage).toMatchObject({ complete: true, not_observable: [], losses: [] });
  });

  it('without lines hides only what its externs name and the kernel inlines', () => {
    const withoutLines = scanCapture('7.3.4+deb13', {
      sources: ['misc'],
      object: () => ({ ...miscObject(), lineInfo: new Uint8Array() }),
    });
    expect(withoutLines.report.coverage.not_observable).toEqual(
      ['bpf_cast_to_kern_ctx', 'bpf_iter_num_destroy', 'bpf_iter_num_new', 'bpf_iter_num_next'].map(
        (name) => ({ name, programs: 1 }),
      ),
    );
    expect(withoutLines.report.objects[0]?.kfuncs).toEqual([]);
  });
});
