import { type Variable, variables } from '@kfunc-census/config';
import { usage } from '../../apps/agent/src/options.ts';
import { fileVariables } from '../../apps/agent/src/settings.ts';

/** Splits a text into lines of at most `width` characters, at spaces. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** What a variable is unless it is set, as a package has it: its state directory is fixed. */
function defaultText({ default: text }: Variable): string {
  return text?.replace('$STATE', '/var/lib/kfunc-census') ?? '';
}

/** The configuration file of the packages: every variable that it may set, with its default, commented out. */
export function defaultConfiguration(): string {
  const head = `# Configuration of kfunc-census-agent: lines NAME=VALUE. Read at every run, nothing to reload. A line that
# cannot be used does nothing; the log of the run names it. How often a host scans is set with its
# timer (systemctl edit kfunc-census-scan.timer; CENSUS_SCAN_INTERVAL in the service likewise).
`;
  const entries = fileVariables.map((name) => {
    const variable: Variable = variables[name];
    const { unit, min, max, description } = variable;
    const bounds =
      min === undefined ? '' : ` ${min} to ${max}${unit === undefined ? '' : ` ${unit}`}.`;
    const comment = wrapped(`${description}${bounds}`, 98).map((line) => `# ${line}\n`);
    return `\n${comment.join('')}#${name}=${defaultText(variable)}\n`;
  });
  return head + entries.join('');
}

const roff = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/gm, '\\&$1');

/** The manual page, section 8. */
export function manualPage(version: string): string {
  const rows = fileVariables.map(
    (name) => `.TP\n.B ${name}\n${roff(variables[name].description.replaceAll('`', ''))}\n`,
  );
  return `.TH KFUNC\\-CENSUS\\-AGENT 8 "" "kfunc\\-census ${roff(version)}" "System administration"
.SH NAME
kfunc\\-census\\-agent \\- report which kernel functions the loaded BPF programs of this host call
.SH SYNOPSIS
.B kfunc\\-census\\-agent
.I command
[\\fIoptions\\fR]
.SH DESCRIPTION
.nf
${roff(usage)}.fi
.PP
Started by root it gives up root: it runs as the user kfunc\\-census, with the capabilities of
kfunc\\-census\\-scan.service for scan, run and check, and with none for send. A directory for \\-\\-record must
be one that this user may write.
.SH FILES
.TP
.I /etc/kfunc\\-census/agent.conf
Lines NAME=VALUE, of these variables:
.RS
${rows.join('')}.RE
.TP
.I /var/lib/kfunc\\-census
State, mode 0700: send.token (put there by the operator), host.key (made at the first scan unless it is
there), spool.
.SH UNITS
kfunc\\-census\\-scan.timer starts kfunc\\-census\\-scan.service once a day, kfunc\\-census\\-send.timer starts
kfunc\\-census\\-send.service once an hour if a report waits. Neither is enabled by the package:
.PP
.nf
systemctl enable \\-\\-now kfunc\\-census\\-scan.timer kfunc\\-census\\-send.timer
.fi
.SH SEE ALSO
bpf(2), systemd.timer(5)
`;
}
