import { existsSync, mkdtempSync, rmdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  createKernelReader,
  missingCapabilities,
  readRights,
  readWhyTargetsHidden,
} from '@kfunc-census/bpf-sys';
import { CensusError } from '@kfunc-census/errors';
import { type KernelReader, requireKfuncs } from '@kfunc-census/scan';
import { columns } from '@kfunc-census/terminal';
import { type ExitCode, errorLine, exitCodeOf, exitCodes, type Io } from './io.ts';
import type { Settings } from './settings.ts';

interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly code?: ExitCode;
}

/** Shows what a scan would find: rights, kernel interfaces, files. Reads no program. */
export function checkCommand(settings: Settings, io: Io): ExitCode {
  const findings = [...rights(), ...kernel(), ...files(settings)];
  const rows = findings.map(({ what, ok, detail }) => [ok ? 'ok' : 'MISSING', what, detail]);
  io.out(`${columns(['STATE', 'WHAT', 'DETAIL'], rows).join('\n')}\n`);
  const codes = findings.filter(({ ok }) => !ok).map(({ code }) => code ?? exitCodes.error);
  const [worst] = [exitCodes.notSupported, exitCodes.capabilityMissing, ...codes].filter((code) =>
    codes.includes(code),
  );
  return worst ?? exitCodes.ok;
}

function rights(): Finding[] {
  const found = readRights();
  const missing = missingCapabilities(found);
  const code = exitCodes.capabilityMissing;
  return [
    {
      what: 'user namespace',
      ok: found.initialUserNamespace,
      detail: 'bpf(2) looks at capabilities in the initial one',
      code,
    },
    ...['CAP_SYS_ADMIN: enumerate and open BPF objects', 'CAP_SYSLOG: see call targets'].map(
      (text): Finding => {
        const [what = '', detail = ''] = text.split(': ', 2);
        return { what, ok: !missing.includes(what), detail, code };
      },
    ),
  ];
}

function attempt(what: string, work: () => Omit<Finding, 'what'>): Finding {
  try {
    return { what, ...work() };
  } catch (error) {
    return { what, ok: false, detail: errorLine(error), code: exitCodeOf(error) };
  }
}

function kernel(): Finding[] {
  return [
    attempt('bpf(2)', () => ({
      ok: true,
      detail: `${createKernelReader().programIds().length} programs loaded`,
    })),
    attempt('/sys/kernel/btf', () => {
      const { length } = createKernelReader().kernelBtf('vmlinux');
      return { ok: true, detail: `vmlinux, ${length} bytes` };
    }),
    attempt('kfuncs', () => {
      requireKfuncs(createKernelReader());
      return { ok: true, detail: 'programs of this kernel can call them' };
    }),
    attempt('/proc/kallsyms', () => {
      const shown = callBase(createKernelReader()) !== 0n;
      const detail = shown ? 'addresses visible' : `addresses hidden: ${readWhyTargetsHidden()}`;
      return { ok: shown, detail, code: exitCodes.capabilityMissing };
    }),
    attempt('host', () => {
      const { release, arch, distro } = createKernelReader().host();
      return { ok: true, detail: `${release} ${arch}, ${distro.id} ${distro.version}` };
    }),
  ];
}

/** Address of the symbol that call offsets are relative to; 0 when it is hidden. */
function callBase(reader: KernelReader): bigint {
  let address = 0n;
  const names = new Set(['__bpf_call_base']);
  reader.symbols(
    (symbol) => {
      if (symbol.module === '') ({ address } = symbol);
    },
    { names },
  );
  return address;
}

function files(settings: Settings): Finding[] {
  return [
    attempt('spool', () => {
      tryToMakeDirectory(existing(settings.spoolDirectory));
      return { ok: true, detail: settings.spoolDirectory };
    }),
    { what: 'gateway', ok: true, detail: settings.gatewayUrl },
    {
      what: 'send token',
      ok: existsSync(settings.tokenFile),
      detail: `${settings.tokenFile}, needed by send`,
    },
  ];
}

/** Permissions are not enough to look at: in /proc nobody can make a directory, root included. */
function tryToMakeDirectory(path: string): void {
  try {
    rmdirSync(mkdtempSync(join(path, '.check-')));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CensusError('spool/unwritable', `${path}: ${reason}.`, { field: path, cause });
  }
}

/** The path, or the nearest directory above it that exists. */
function existing(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : existing(dirname(path));
}
