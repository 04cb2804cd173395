import type { LossReason } from '@kfunc-census/report';

/** What is counted under a loss reason, in words. */
export const lossTexts: Readonly<Record<LossReason, string>> = {
  no_cap_sys_admin: 'scans that read no program: CAP_SYS_ADMIN is missing',
  no_cap_syslog: 'call sites whose target is hidden: CAP_SYSLOG is missing',
  kptr_restrict: 'call sites whose target is hidden from everybody: kernel.kptr_restrict is 2',
  targets_hidden: 'call sites whose target the kernel hides for another reason',
  denied: 'programs that the kernel or a security module does not show',
  blinded: 'programs whose instructions are hidden: blinded by bpf_jit_harden',
  too_large: 'programs of over 4 MiB of instructions, which are never asked for',
  no_memory: 'programs that the kernel had no memory to show',
  churn: 'programs loaded during the scan, faster than it could follow',
  gone: 'programs that were there and had gone when they were to be read',
  btf_unreadable: 'BTF of programs or modules that could not be read',
  btf_malformed: 'BTF of programs or modules that does not follow the format',
  btf_unknown_kind: 'BTF of programs or modules with a kind of type not known to this agent',
  unresolved_sites: 'call sites whose target has no name',
  ambiguous_sites: 'call sites whose target is one of several kfuncs',
  unnamed_externs: 'kfuncs that objects name, not told from their own functions',
  owner_search_cut: 'processes and other places left when the search for holders ran out of time',
  owner_search_denied:
    'processes, cgroups, pins, maps, links and devices that may not be searched for holders',
  truncated: 'entries left out where the report was full',
  displaced: 'reports that a newer one replaced before they were sent',
  spool_write: 'reports that could not be kept',
  spool_damaged: 'files of the spool that were damaged',
  read_failed: 'programs that could not be read for another reason',
};
