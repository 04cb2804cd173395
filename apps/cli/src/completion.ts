import { Argument, type Command } from 'commander';
import { bashScript, type Completions, fishScript, zshScript } from './completion-scripts.ts';
import { commandWords } from './completion-tree.ts';
import type { Io } from './io.ts';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;
type Shell = keyof typeof scripts;

/** How each shell is told, for the help. */
const usage = `
bash:  source <(kfunc-census completion bash)
zsh:   source <(kfunc-census completion zsh)
fish:  kfunc-census completion fish | source`;

async function completionsOf(program: Command): Promise<Completions> {
  const { lifecycle } = await import('@kfunc-census/lifecycle');
  return { commands: commandWords(program), kfuncs: lifecycle.knownNames() };
}

/** Adds `completion`, of all commands that the program has by the time it is run. */
export function addCompletion(program: Command, io: Io): void {
  program
    .command('completion')
    .description('a script that completes commands, options and names of kfuncs in a shell')
    .addArgument(new Argument('<shell>').choices(Object.keys(scripts)))
    .addHelpText('after', usage)
    .action(async (shell: Shell) => io.out(scripts[shell](await completionsOf(program))));
}
