import { describe, expect, it } from 'vitest';
import { cataloguesOf, kernelKey, namesIn, requestOf } from './request.ts';

const kernel = (release: string, ...catalogues: readonly (readonly [string, string | null])[]) => ({
  release,
  arch: 'x86_64',
  distro: 'debian',
  hosts: 1,
  organisations: 1,
  first_seen: '',
  last_seen: '',
  catalogues: catalogues.map(([catalogue, module]) => ({ catalogue, module })),
});

describe('a question in an address', () => {
  const kernels = [kernel('7.0.1', ['a', 'vmlinux'], ['b', 'tun'], ['c', null])];

  it('is names, or the catalogues of a kernel', () => {
    const ask = (query: string) => requestOf(new URLSearchParams(query), kernels);
    expect(namesIn(' bpf_a, bpf_b\nbpf_a ')).toEqual(['bpf_a', 'bpf_b']);
    expect(ask('remove=bpf_a+bpf_b')).toEqual({ remove: ['bpf_a', 'bpf_b'] });
    expect(ask('to=7.0.1+x86_64+debian')).toEqual({ to: ['a', 'b'] });
    expect(ask('to=7.0.2')).toBeUndefined();
    expect(kernelKey(kernel('7.0.1'))).toBe('7.0.1 x86_64 debian');
  });

  it('takes one catalogue of each module, and says that there are several', () => {
    const two = kernel('7.0.1', ['a', 'vmlinux'], ['b', 'vmlinux']);
    expect(cataloguesOf(two)).toEqual({ ids: ['a'], several: true });
  });
});
