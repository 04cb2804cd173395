import type { KernelChoice } from './package-index.ts';

/** Architectures of the virtual machines, as Debian names them. */
export type Architecture = 'amd64' | 'arm64' | 'riscv64';

/** A kernel to boot. */
export interface KernelSpec extends KernelChoice {
  /** How it is called on the command line and in the table. */
  readonly name: string;
  readonly architecture: Architecture;
  /** Booted only when named or recorded. */
  readonly onRequest?: true;
}

/** Debian suites that are used: kernels of all ages, and the tools inside the machines. */
export const suites = ['bullseye', 'bookworm', 'trixie', 'trixie-backports', 'sid'] as const;

const backports = ['trixie-backports', 'sid'];

/** The kernels, oldest first. Point releases are resolved at run time: backports drop old ones. */
export const kernels: readonly KernelSpec[] = [
  {
    name: '5.10',
    suites: ['bullseye'],
    line: '5.10',
    flavour: 'cloud-amd64',
    architecture: 'amd64',
  },
  { name: '6.1', suites: ['bookworm'], line: '6.1', flavour: 'cloud-amd64', architecture: 'amd64' },
  { name: '6.12', suites: ['trixie'], line: '6.12', flavour: 'cloud-amd64', architecture: 'amd64' },
  { name: '6.18', suites: backports, line: '6.18', flavour: 'cloud-amd64', architecture: 'amd64' },
  {
    name: '7.2',
    suites: ['trixie-backports'],
    line: '7.2',
    flavour: 'cloud-amd64',
    architecture: 'amd64',
  },
  {
    name: 'newest',
    suites: [...suites],
    line: undefined,
    flavour: 'cloud-amd64',
    architecture: 'amd64',
  },
  {
    name: 'arm64',
    suites: ['trixie'],
    line: '6.12',
    flavour: 'cloud-arm64',
    architecture: 'arm64',
  },
  {
    name: 'riscv64',
    suites: ['sid'],
    line: undefined,
    flavour: 'riscv64',
    architecture: 'riscv64',
    onRequest: true,
  },
];
