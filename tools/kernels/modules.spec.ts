import { describe, expect, it } from 'vitest';
import { insertionOrder } from './modules.ts';

const dep = `kernel/a/virtio.ko.xz:
kernel/a/virtio_ring.ko.xz: kernel/a/virtio.ko.xz
kernel/b/virtio_blk.ko.xz: kernel/a/virtio_ring.ko.xz kernel/a/virtio.ko.xz
kernel/n/nf_conntrack.ko.xz: kernel/n/nf_defrag_ipv6.ko.xz kernel/l/libcrc32c.ko.xz
kernel/n/nf_defrag_ipv6.ko.xz:
kernel/l/libcrc32c.ko.xz:
kernel/n/nf-nat.ko: kernel/n/nf_conntrack.ko.xz kernel/n/nf_defrag_ipv6.ko.xz kernel/l/libcrc32c.ko.xz
`;
const builtin = 'kernel/fs/ext4/ext4.ko\n';
const names = (paths: readonly string[]): string[] =>
  paths.map((path) => path.replace(/^.*\/|\.ko.*$/g, ''));

describe('insertionOrder', () => {
  it('puts what a module needs before it: needs are listed last first', () => {
    const { paths } = insertionOrder(dep, builtin, ['virtio_blk']);
    expect(names(paths)).toEqual(['virtio', 'virtio_ring', 'virtio_blk']);
  });

  it('has each once, finds names with a dash, and keeps the order of the names', () => {
    const { paths } = insertionOrder(dep, builtin, ['nf_conntrack', 'nf_nat']);
    expect(names(paths)).toEqual(['libcrc32c', 'nf_defrag_ipv6', 'nf_conntrack', 'nf-nat']);
  });

  it('leaves out what is built in, and names what there is not', () => {
    expect(insertionOrder(dep, builtin, ['ext4', 'fou'])).toEqual({ paths: [], absent: ['fou'] });
  });
});
