import type { Command, Option } from 'commander';

/** What completes a word: one of these, the name of a kfunc, a file, or nothing that is known. */
export type Values =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'kfunc' | 'file' | 'free' };

/** An option of a command. */
export interface OptionWord {
  /** As it is typed, long form first. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Undefined: it takes none. */
  readonly values: Values | undefined;
}

/** A command, and what may follow it. */
export interface CommandWords {
  /** Names from the program's on, without it: '' is the program itself, `dlq list` a command below. */
  readonly path: string;
  readonly description: string;
  /** Names of the commands below. */
  readonly below: readonly string[];
  /** Its own options; those of the program may stand anywhere. */
  readonly options: readonly OptionWord[];
  readonly argument: Values;
}

function valuesOf(name: string, choices: readonly string[] | undefined): Values {
  if (choices !== undefined) return { kind: 'words', words: choices };
  if (/\b(file|path)\b/.test(name)) return { kind: 'file' };
  return { kind: /^(kfunc|name\.\.\.)$/.test(name) ? 'kfunc' : 'free' };
}

function optionOf({ long, short, flags, required, optional, ...rest }: Option): OptionWord {
  const name = /<(.+)>|\[(.+)\]/.exec(flags)?.slice(1).join('') ?? '';
  return {
    flags: [long, short].filter((flag) => typeof flag === 'string'),
    description: rest.description,
    values: required || optional ? valuesOf(name, rest.argChoices) : undefined,
  };
}

function argumentOf({ registeredArguments: [first] }: Command): Values {
  return first === undefined ? { kind: 'free' } : valuesOf(first.name(), first.argChoices);
}

/** Every command of a program, the program first. */
export function commandWords(command: Command, path = ''): readonly CommandWords[] {
  const help = command.createHelp();
  const below = help.visibleCommands(command).filter((each) => command.commands.includes(each));
  const own: CommandWords = {
    path,
    description: command.description(),
    below: below.map((each) => each.name()),
    options: help.visibleOptions(command).map(optionOf),
    argument: argumentOf(command),
  };
  const deeper = below.map((each) => commandWords(each, `${path} ${each.name()}`.trim()));
  return [own, ...deeper.flat()];
}
