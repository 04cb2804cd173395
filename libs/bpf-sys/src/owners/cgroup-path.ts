/** What the cgroup of a process says of who runs it. */
export interface CgroupOwner {
  /** systemd unit, instance cut off and digits masked. */
  readonly unit: string | null;
  /** Kind of container, never its id. */
  readonly container: string | null;
}

/** Kinds of container by a component of the path, the most telling first. */
const containers: readonly (readonly [pattern: RegExp, kind: string])[] = [
  [/^(docker|docker-.*\.scope)$/, 'docker'],
  [/^(cri-containerd|containerd|nerdctl)-.*\.scope$|:cri-containerd:/, 'containerd'],
  [/^crio-.*/, 'cri-o'],
  [/^libpod-.*|^libpod_parent$/, 'podman'],
  [/^lxc\.payload.*|^lxc$/, 'lxc'],
  [/^systemd-nspawn@.*\.service$|^machine-(?!qemu).*\.scope$/, 'systemd-nspawn'],
  [/^kubepods(-.*)?(\.slice)?$/, 'kubernetes'],
];
const unit = /\.(service|scope|socket|mount|swap)$/;

/** Reads /proc/<pid>/cgroup. */
export function parseCgroupOwner(text: string): CgroupOwner {
  const components = cgroupPath(text).split('/').map(unescaped);
  const kind = containers.find(([pattern]) => components.some((part) => pattern.test(part)));
  const units = components.filter(
    (part) => unit.test(part) && !containers.some(([pattern]) => pattern.test(part)),
  );
  const innermost = units.at(-1);
  return {
    unit: innermost === undefined ? null : maskUnit(innermost),
    container: kind?.[1] ?? null,
  };
}

/** The path in the unified hierarchy, else in systemd's own, else in any that says something. */
function cgroupPath(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => /^\d+:([^:]*):(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, controllers = '', path = '']) => ({ controllers, path }));
  const rank = ({ controllers }: { controllers: string }): number =>
    controllers === '' ? 0 : controllers === 'name=systemd' ? 1 : 2;
  lines.sort((a, b) => rank(a) - rank(b));
  return lines.find(({ path }) => path !== '/')?.path ?? '/';
}

/** systemd writes other bytes than letters, digits, `:_.` as `\xHH`. */
function unescaped(component: string): string {
  return component.replace(/\\x([2-7][0-9a-f])/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** Mounts and swap are named by their paths, which below these directories are those of persons. */
const personal = /^(?:.*-)?(?:home|users?|root|media|mnt|tmp)-.*\.(mount|swap)$/i;
const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/**
 * `getty@tty1.service` → `getty@.service`, `machine-qemu-1-web.scope` → `machine-qemu.scope`,
 * `home-jo-x.mount` → `*.mount`; UUIDs, hex runs of eight or more and digits become `*`.
 */
function maskUnit(name: string): string {
  return name
    .replace(/^machine-qemu.*\.scope$/s, 'machine-qemu.scope')
    .replace(personal, '*.$1')
    .replace(uuid, '*')
    .replace(/@.*(\.[a-z]+)$/, '@$1')
    .replace(/[0-9a-f]{8,}/gi, (run) => (/\d/.test(run) ? '*' : run))
    .replace(/\d+/g, '*');
}
