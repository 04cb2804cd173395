/**
 * Kernel modules in the order in which they have to be inserted: what a module needs first, each
 * once. `dep` is the text of `modules.dep` (depmod(8)): a line per module, `PATH: NEEDS…`, needs in
 * the reverse order of insertion. `builtin` is the text of `modules.builtin`. Returns paths relative to
 * the folder of both files; what is built in has none. A name that neither lists is in `absent`.
 */
export function insertionOrder(
  dep: string,
  builtin: string,
  names: readonly string[],
): { readonly paths: readonly string[]; readonly absent: readonly string[] } {
  const needs = new Map(dep.split('\n').map(parseLine));
  const byName = new Map([...needs.keys()].map((path) => [moduleName(path), path]));
  const inside = new Set(builtin.split('\n').map(moduleName));
  const paths = new Set<string>();
  const absent: string[] = [];
  for (const name of names.map(moduleName)) {
    const path = byName.get(name);
    if (path !== undefined)
      for (const each of [...(needs.get(path) ?? []).toReversed(), path]) paths.add(each);
    else if (!inside.has(name)) absent.push(name);
  }
  return { paths: [...paths], absent };
}

function parseLine(line: string): [path: string, needs: readonly string[]] {
  const [path = '', needs = ''] = line.split(': ');
  return [path.replace(/:$/, ''), needs.split(' ').filter((each) => each !== '')];
}

/** Name of a module, as the kernel has it, from its file: `a/virtio-net.ko.xz` is `virtio_net`. */
function moduleName(path: string): string {
  return (path.split('/').at(-1) ?? '').replace(/\.ko(\.\w+)?$/, '').replaceAll('-', '_');
}
