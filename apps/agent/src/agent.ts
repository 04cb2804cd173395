import { type ExitCode, errorLine, exitCodeOf, exitCodes, type Io } from './io.ts';
import { type Command, readCommand, usage } from './options.ts';
import { readSettings, type Settings } from './settings.ts';
import { agentVersion } from './version.ts';

/** Runs one command line. Never throws: errors become one line and an exit code. */
export async function runAgent(args: readonly string[], io: Io): Promise<ExitCode> {
  try {
    return await runCommand(readCommand(args), io);
  } catch (error) {
    io.note(errorLine(error));
    return exitCodeOf(error);
  }
}

/** Each command loads only what it needs: the agent is to stay small while it runs. */
async function runCommand(command: Command, io: Io): Promise<ExitCode> {
  if (command.name === 'help' || command.name === 'version') {
    io.out(command.name === 'help' ? usage : `${agentVersion}\n`);
    return exitCodes.ok;
  }
  const asks = command.name === 'scan' || 'against' in command;
  const settings = readSettings(io.warn, undefined, { sends: !asks });
  if ('against' in command) {
    const { againstCommand } = await import('./against-command.ts');
    return againstCommand(command.against, settings, io);
  }
  if (command.name === 'check') {
    const { checkCommand } = await import('./check-command.ts');
    return checkCommand(settings, io);
  }
  if ('options' in command) {
    const { scanCommand } = await import('./scan-command.ts');
    const scanned = scanCommand(command.options, settings, io);
    if (command.name === 'scan') return scanned;
    // A report that says why nothing was read is worth sending too.
    return (await send(settings, io)) || scanned;
  }
  return send(settings, io);
}

async function send(settings: Settings, io: Io): Promise<ExitCode> {
  const { sendCommand } = await import('./send-command.ts');
  const { writeSendHealth } = await import('./own-health.ts');
  try {
    const exitCode = await sendCommand(settings, io);
    writeSendHealth(exitCode, settings, io);
    return exitCode;
  } catch (error) {
    writeSendHealth(exitCodeOf(error), settings, io);
    throw error;
  }
}
