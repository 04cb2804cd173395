/** Settings of a unit file: name and value, in order; sections and comments left out. */
export type UnitSettings = readonly (readonly [name: string, value: string])[];

/** Reads a unit file (systemd.syntax(7)); lines that end with a backslash go on. */
export function parseUnit(text: string): UnitSettings {
  const settings: (readonly [string, string])[] = [];
  for (const line of text.replace(/\\\n/g, ' ').split('\n')) {
    const [, name, value] = /^\s*([A-Za-z]\w*)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) settings.push([name, value]);
  }
  return settings;
}

const loadsBpf = 'systemd loads a BPF program for it at every start';
const hidesTargets = 'it hides call targets';

/**
 * Settings for which systemd loads BPF programs itself (systemd.resource-control(5), systemd.exec(5)):
 * ProtectClock and PrivateDevices by the device policy that they imply.
 */
const loading = [
  ...['DeviceAllow', 'DevicePolicy', 'PrivateDevices', 'ProtectClock'],
  ...[
    'IPAddressAllow',
    'IPAddressDeny',
    'IPAccounting',
    'IPIngressFilterPath',
    'IPEgressFilterPath',
  ],
  ...['BPFProgram', 'SocketBindAllow', 'SocketBindDeny', 'RestrictNetworkInterfaces'],
  ...['RestrictFileSystems', 'NFTSet'],
];

const reloadsBpf =
  'it switches a controller of system.slice on, and systemd loads the device programs of other units anew';

/** Controllers that are off unless a unit asks for one; those of memory and tasks are on (systemd-system.conf(5)). */
const controllers =
  /^((Startup)?(CPUWeight|IOWeight|AllowedCPUs|AllowedMemoryNodes|BlockIOWeight|CPUShares)|CPUQuota|CPUQuotaPeriodSec|CPUAccounting|IOAccounting|BlockIOAccounting|IO(Device|Read|Write)\w+|Delegate)$/;

/** What blinds the agent, with the reason; on is any value but no, false, 0, off, default and none. */
const blinding: Readonly<Record<string, string>> = {
  MemoryDenyWriteExecute: 'V8 and koffi make code at run time',
  ProtectKernelLogs: `${hidesTargets}: it takes CAP_SYSLOG away`,
  ProtectKernelTunables: `${hidesTargets}: /proc/kallsyms is made inaccessible (namespace.c)`,
  ProcSubset: `${hidesTargets}: /proc/kallsyms is not among the processes`,
  ProtectProc: 'it hides the processes that hold programs',
  PrivateNetwork: 'the programs of the devices of the host are in its network namespace',
  PrivateUsers: 'bpf(2) looks at capabilities in the initial user namespace',
  PrivatePIDs: 'the processes that hold programs are in the namespace of the host',
  DynamicUser: 'scan and send share the files of one user',
  RootDirectory: 'bpffs and the modules of the host are below its own root',
  RootImage: 'bpffs and the modules of the host are below its own root',
};

/** Capabilities without which a scan reads nothing, or no call target. */
const needed = ['CAP_SYS_ADMIN', 'CAP_SYSLOG'];

const isOn = (value: string): boolean => !/^(no|false|0|off|default|none|all|n|f|)$/i.test(value);

/** The words of a list setting, where an empty value resets it. */
function words(settings: UnitSettings, name: string): readonly string[] {
  let found: string[] = [];
  for (const [each, value] of settings)
    if (each === name) found = value === '' ? [] : [...found, ...value.split(/\s+/)];
  return found;
}

/** What is wrong with the settings of a unit that must load no BPF program: one sentence each. */
export function lintLoading(settings: UnitSettings): readonly string[] {
  // A device policy of `auto` is what a unit without the setting has.
  return settings
    .filter(([, value]) => isOn(value) && value !== 'auto')
    .flatMap(([name, value]) => {
      if (loading.includes(name)) return [`${name}=${value}: ${loadsBpf}`];
      return controllers.test(name) ? [`${name}=${value}: ${reloadsBpf}`] : [];
    });
}

/** What is wrong with the unit that scans: one sentence each. */
export function lintScan(settings: UnitSettings): readonly string[] {
  const found = [...lintLoading(settings)];
  for (const [name, value] of settings) {
    const reason = blinding[name];
    if (reason !== undefined && isOn(value)) found.push(`${name}=${value}: ${reason}`);
  }
  for (const list of ['CapabilityBoundingSet', 'AmbientCapabilities'])
    for (const capability of needed)
      if (!words(settings, list).includes(capability))
        found.push(`${list} lacks ${capability}: bpf(2) or the call targets would be denied`);
  const calls = settings.filter(([name]) => name === 'SystemCallFilter').map(([, value]) => value);
  if (calls.length > 0 && !calls.some((value) => /^[^~].*\bbpf\b|^bpf\b/.test(value)))
    found.push('SystemCallFilter lacks bpf');
  if (calls.some((value) => /^~.*\bbpf\b/.test(value))) found.push('SystemCallFilter denies bpf');
  const families = words(settings, 'RestrictAddressFamilies');
  if (families.length === 0 || families.some((each) => !['AF_UNIX', 'AF_NETLINK'].includes(each)))
    found.push('RestrictAddressFamilies is to be AF_UNIX AF_NETLINK: no Internet socket');
  if (!families.includes('AF_NETLINK'))
    found.push('RestrictAddressFamilies lacks AF_NETLINK: programs of devices would not be seen');
  return found;
}

/** What is wrong with the unit that sends: one sentence each. */
export function lintSend(settings: UnitSettings): readonly string[] {
  const found = [...lintLoading(settings)];
  const bounds = settings.filter(([name]) => name === 'CapabilityBoundingSet');
  if (bounds.length === 0 || words(settings, 'CapabilityBoundingSet').length > 0)
    found.push('CapabilityBoundingSet is to be empty: sending needs no right');
  if (words(settings, 'AmbientCapabilities').length > 0)
    found.push('AmbientCapabilities: sending needs no right');
  if (!settings.some(([name, value]) => name === 'NoNewPrivileges' && isOn(value)))
    found.push('NoNewPrivileges is to be yes');
  for (const [name, value] of settings)
    if ((name === 'MemoryDenyWriteExecute' || name === 'PrivateNetwork') && isOn(value))
      found.push(
        `${name}=${value}: ${blinding.MemoryDenyWriteExecute}, and the gateway is outside`,
      );
    else if (name === 'ProcSubset' && value === 'pid')
      found.push('ProcSubset=pid: the age of a report comes from /proc/uptime');
  return found;
}
