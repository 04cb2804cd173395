/** Completion as bash does it: the script is sourced, and its function called with a line. */
import { spawnSync } from 'node:child_process';
import { Command } from 'commander';
import { beforeAll, describe, expect, it } from 'vitest';
import { bashScript, fishScript } from './completion-scripts.ts';
import { commandWords } from './completion-tree.ts';
import { runCaptured } from './served.spec-helper.ts';

/** What bash offers for the last word of a line. */
function completed(script: string, line: readonly string[]): readonly string[] {
  const words = line.map((word) => `'${word}'`).join(' ');
  const ask = `COMP_WORDS=(${words}); COMP_CWORD=${line.length - 1}; "$(complete -p kfunc-census | sed 's/.*-F \\([^ ]*\\).*/\\1/')"; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr, status } = spawnSync('bash', ['--norc', '-uc', `${script}\n${ask}`], {
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  return stdout.split('\n').filter((word) => word !== '');
}

describe('kfunc-census completion bash', () => {
  let script: string;
  const complete = (...line: readonly string[]) => completed(script, ['kfunc-census', ...line]);
  beforeAll(async () => {
    const { code, out } = await runCaptured(['completion', 'bash'], {});
    expect(code).toBe(0);
    script = out;
  });

  it('completes commands, those below a command, and what they take', () => {
    expect(complete('ev')).toEqual(['evidence']);
    expect(complete('')).toEqual(expect.arrayContaining(['usage', 'export', 'dlq', '--store']));
    expect(complete('dlq', '')).toEqual(expect.arrayContaining(['list', 'replay']));
    expect(complete('dlq', '')).not.toContain('usage');
    expect(complete('export', 's')).toEqual(['series', 'strata']);
    expect(complete('completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
  });

  it('completes options of the command, and those of the program anywhere', () => {
    expect(complete('usage', '--d')).toEqual(['--days', '--distro']);
    expect(complete('usage', '--st')).toEqual(['--store']);
    expect(complete('coverage', '--rem')).toEqual([]);
    expect(complete('dlq', 'list', '--j')).toEqual(['--json']);
  });

  it('completes values, and leaves files to the shell', () => {
    expect(complete('export', 'kfuncs', '--format', '')).toEqual(['csv', 'ndjson', 'parquet']);
    expect(complete('list', '--sort', 'u')).toEqual(['users']);
    expect(complete('export', 'kfuncs', '--output', '')).toEqual([]);
    expect(script).toContain('complete -o default ');
  });

  it('completes names of kfuncs', () => {
    expect(complete('usage', 'bpf_wq_set_callback')).toEqual([
      'bpf_wq_set_callback',
      'bpf_wq_set_callback_impl',
    ]);
    expect(complete('forecast', '--remove', 'bpf_rcu_read_l')).toEqual(['bpf_rcu_read_lock']);
  });

  it('takes no value of an option for a command', () => {
    expect(complete('--as', 'dlq', 'ev')).toEqual(['evidence']);
    expect(complete('--store', 'list', 'export', 'kf')).toEqual(['kfuncs']);
  });

  it('has every command that the program has', async () => {
    const { out } = await runCaptured(['--help'], {});
    const named = [...out.matchAll(/^ {2}([a-z][\w-]*) /gm)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(6);
    const offered = complete('');
    for (const name of named) if (name !== 'help') expect(offered).toContain(name);
  });
});

describe('completion scripts', () => {
  const program = new Command('kfunc-census');
  program.command('its').description("a person's").option('--file <file>', "don't");
  const all = { commands: commandWords(program), kfuncs: ['bpf_a', 'bpf_b'] };

  it('quote what a description says', () => {
    expect(completed(bashScript(all), ['kfunc-census', 'i'])).toEqual(['its']);
    expect(fishScript(all)).toContain("-d 'a person'\\''s'");
  });

  it('are there for zsh and fish, and for no other shell', async () => {
    const zsh = await runCaptured(['completion', 'zsh'], {});
    expect(zsh.out).toMatch(
      /compinit.*\nautoload -U bashcompinit && bashcompinit\n_kfunc_census\(\) /,
    );
    const fish = await runCaptured(['completion', 'fish'], {});
    expect(fish.out).toMatch(
      /^complete -c kfunc-census -n .*-l format .* -a 'csv ndjson parquet'$/m,
    );
    expect(fish.out).toMatch(/-l remove .* -a '\(__kfunc_census_kfuncs\)'$/m);
    expect((await runCaptured(['completion', 'tcsh'], {})).code).toBe(2);
    expect((await runCaptured(['completion'], {})).code).toBe(2);
  });
});
