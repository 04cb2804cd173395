import { describe, expect, it } from 'vitest';
import { lifecycleData } from './data.ts';
import { inlinedOn, kfuncBySpecialisedSymbol, knownKfuncs, newestKnownLine } from './known.ts';
import { knownTable } from './known-table.generated.ts';
import { readKnownTable, writeKnownTable } from './known-table.ts';

describe('the table of known kfuncs', () => {
  it('is what the data gives; run `npm run docs` where it is not', () => {
    expect(knownTable).toBe(writeKnownTable(lifecycleData.entries));
    expect(knownKfuncs.size).toBe(lifecycleData.entries.length);
  });

  it('is read as it was written', () => {
    const read = readKnownTable(
      'a\nb hook\nc inlined:6.2 inlined:7.0:tracing,lsm inserted:struct_ops as:x,y',
    );
    const nothing = { hook: false, inlined: [], insertedInto: [], symbols: [] };
    expect(read).toEqual([
      { name: 'a', ...nothing },
      { name: 'b', ...nothing, hook: true },
      {
        name: 'c',
        hook: false,
        inlined: [
          { since: '6.2', programTypes: undefined },
          { since: '7.0', programTypes: ['tracing', 'lsm'] },
        ],
        insertedInto: ['struct_ops'],
        symbols: ['x', 'y'],
      },
    ]);
  });

  it('knows what a kernel line inlines, and in which programs', () => {
    const names = (release: string) => inlinedOn(release).map(({ name }) => name);
    expect(names('6.1.0-56-cloud-amd64')).toEqual([]);
    expect(names('6.18.15+deb13')).toEqual(['bpf_cast_to_kern_ctx', 'bpf_rdonly_cast']);
    expect(names('7.2.12')).toEqual([
      'bpf_cast_to_kern_ctx',
      'bpf_rdonly_cast',
      'bpf_session_cookie',
      'bpf_session_is_return',
    ]);
    expect(names('7.3')).toContain('bpf_iter_num_next');
    const cookie = inlinedOn('7.3').find(({ name }) => name === 'bpf_session_cookie');
    expect(cookie?.programTypes).toEqual(['tracing']);
  });

  it('takes a release without version, and one that is newer, for the newest', () => {
    expect(inlinedOn('mainline')).toEqual(inlinedOn(newestKnownLine));
    expect(inlinedOn('99.0')).toEqual(inlinedOn(newestKnownLine));
  });

  it('leads specialised symbols back', () => {
    expect(kfuncBySpecialisedSymbol('ice_xdp_rx_hw_ts')).toBe('bpf_xdp_metadata_rx_timestamp');
    expect(kfuncBySpecialisedSymbol('bpf_key_put')).toBeUndefined();
  });
});
