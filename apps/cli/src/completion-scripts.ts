import type { CommandWords, OptionWord, Values } from './completion-tree.ts';

/** What a script completes: commands of a program, and names of kfuncs. */
export interface Completions {
  /** The program first. */
  readonly commands: readonly CommandWords[];
  readonly kfuncs: readonly string[];
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

function parentOf(path: string): string {
  const at = path.lastIndexOf(' ');
  return at < 0 ? '' : path.slice(0, at);
}
const nameOf = (path: string): string => path.slice(path.lastIndexOf(' ') + 1);

/** Options that a command takes: its own, and those of the program. */
function optionsOf({ commands }: Completions, command: CommandWords): readonly OptionWord[] {
  const own = new Set(command.options.flatMap(({ flags }) => flags));
  const general = command.path === '' ? [] : (commands[0]?.options ?? []);
  return [
    ...command.options,
    ...general.filter(({ flags }) => !flags.some((flag) => own.has(flag))),
  ];
}

const flagsWithValue = ({ commands }: Completions): readonly string[] => [
  ...new Set(
    commands.flatMap(({ options }) =>
      options.filter(({ values }) => values !== undefined).flatMap(({ flags }) => flags),
    ),
  ),
];

/** Any of them, of any command, as a pattern of `case`. */
const anyFlag = (all: Completions): string =>
  flagsWithValue(all)
    .map((flag) => `*/${flag}`)
    .join('|');

/** Words as bash expands them; no word: files, by the default of `complete`. */
function bashWords(values: Values): string {
  if (values.kind === 'words') return values.words.join(' ');
  return values.kind === 'kfunc' ? '$kfuncs' : '';
}

/** Only what is known: other values are files, or a person's. */
function bashValues(all: Completions): readonly string[] {
  const known = all.commands.flatMap(({ path, options }) =>
    options.flatMap(({ flags, values }) => {
      const words = values === undefined ? '' : bashWords(values);
      const places = flags.map((flag) => quote(`${path}/${flag}`)).join('|');
      return words === '' ? [] : [`    ${places}) words="${words}" ;;`];
    }),
  );
  return [...known, `    ${anyFlag(all)}) ;;`];
}

function bashCommands(all: Completions): readonly string[] {
  return all.commands.map((command) => {
    const options = optionsOf(all, command).map(({ flags: [flag] }) => flag);
    const words = [bashWords(command.argument), ...command.below, ...options].filter(
      (word) => word !== '',
    );
    return `      ${quote(command.path)}) words="${words.join(' ')}" ;;`;
  });
}

/** A script for bash, and for zsh with its own loader of such scripts. */
export function bashScript(all: Completions): string {
  const deeper = all.commands.filter(({ path }) => path !== '');
  return [
    '_kfunc_census() {',
    `  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}"`,
    "  local at='' words='' i",
    `  local kfuncs=${quote(all.kfuncs.join(' '))}`,
    '  for ((i = 1; i < COMP_CWORD; i++)); do',
    `    case "$at/\${COMP_WORDS[i]}" in`,
    `      ${anyFlag(all)}) ((i++)) ;;`,
    ...deeper.map(
      ({ path }) => `      ${quote(`${parentOf(path)}/${nameOf(path)}`)}) at=${quote(path)} ;;`,
    ),
    '    esac',
    '  done',
    '  case "$at/$prev" in',
    ...bashValues(all),
    '    *) case "$at" in',
    ...bashCommands(all),
    '    esac ;;',
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "$cur"))',
    '}',
    'complete -o default -F _kfunc_census kfunc-census',
    '',
  ].join('\n');
}

/** A script for zsh, which is told how to run one for bash. */
export const zshScript = (all: Completions): string =>
  [
    '(( $+functions[compdef] )) || { autoload -U compinit && compinit; }',
    'autoload -U bashcompinit && bashcompinit',
    bashScript(all),
  ].join('\n');

function fishValues({ kind, ...values }: Values): string {
  if (kind === 'file') return ' -r -F';
  const words = 'words' in values ? values.words.join(' ') : '';
  return ` -x -a ${quote(kind === 'kfunc' ? '(__kfunc_census_kfuncs)' : words)}`;
}

function fishOption({ flags, description, values }: OptionWord): string {
  const names = flags.map((flag) =>
    flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
  );
  return `${names.join(' ')} -d ${quote(description)}${values === undefined ? ' -f' : fishValues(values)}`;
}

function fishCommand(all: Completions, command: CommandWords): readonly string[] {
  const head = `complete -c kfunc-census -n ${quote(`__kfunc_census_at ${quote(command.path)}`)}`;
  const below = all.commands.filter(({ path }) => path !== '' && parentOf(path) === command.path);
  return [
    ...(command.argument.kind === 'free'
      ? [`${head} -f`]
      : [`${head}${fishValues(command.argument)}`]),
    ...below.map(
      ({ path, description }) => `${head} -f -a ${quote(nameOf(path))} -d ${quote(description)}`,
    ),
    ...optionsOf(all, command).map((option) => `${head} ${fishOption(option)}`),
  ];
}

/** A script for fish. */
export function fishScript(all: Completions): string {
  const deeper = all.commands.filter(({ path }) => path !== '');
  return [
    'function __kfunc_census_at',
    "  set -l at ''",
    '  set -l skip 0',
    '  for word in (commandline -opc)[2..-1]',
    '    if test $skip = 1',
    '      set skip 0',
    '      continue',
    '    end',
    '    switch "$at/$word"',
    `      case ${flagsWithValue(all)
      .map((flag) => quote(`*/${flag}`))
      .join(' ')}`,
    '        set skip 1',
    ...deeper.flatMap(({ path }) => [
      `      case ${quote(`${parentOf(path)}/${nameOf(path)}`)}`,
      `        set at ${quote(path)}`,
    ]),
    '    end',
    '  end',
    '  test "$at" = "$argv[1]"',
    'end',
    'function __kfunc_census_kfuncs',
    `  string split ' ' ${quote(all.kfuncs.join(' '))}`,
    'end',
    ...all.commands.flatMap((command) => fishCommand(all, command)),
    '',
  ].join('\n');
}
