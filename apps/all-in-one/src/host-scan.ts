import { readFileSync } from 'node:fs';
import { CensusError } from '@kfunc-census/errors';
import { agentExit, recordedHost, runAgent } from './agent.ts';

/** Where a scan's report goes, and under which organisation. */
export interface ScanTarget {
  readonly gatewayUrl: string;
  readonly stateDir: string;
  /** File with the organisation's token for sending. */
  readonly tokenFile: string;
}

/** What became of the scan of this host. */
export type HostScan =
  /** `notes`: what the agent said of rights that are missing in part; '' when nothing. */
  | { readonly kind: 'sent'; readonly notes: string }
  /**
   * No program of this host was read; `reason` says which right is missing and what to type, or that
   * its kernel has no kfuncs.
   */
  | { readonly kind: 'not-read'; readonly reason: string };

function variables({ gatewayUrl, stateDir, tokenFile }: ScanTarget): Record<string, string> {
  return {
    CENSUS_GATEWAY_URL: gatewayUrl,
    CENSUS_STATE_DIR: stateDir,
    CENSUS_SEND_TOKEN_FILE: tokenFile,
  };
}

function failed(command: string, stderr: string): CensusError {
  return new CensusError('internal/unexpected', `agent ${command} failed: ${stderr.trim()}`);
}

async function scanAndSend(args: readonly string[], target: ScanTarget): Promise<HostScan> {
  const env = variables(target);
  const scan = await runAgent(['scan', ...args], env);
  if (scan.exitCode === agentExit.capabilityMissing || scan.exitCode === agentExit.notSupported)
    return { kind: 'not-read', reason: scan.stderr.trim() };
  if (scan.exitCode !== agentExit.ok) throw failed('scan', scan.stderr);
  const send = await runAgent(['send'], env);
  if (send.exitCode !== agentExit.ok) throw failed('send', send.stderr);
  return { kind: 'sent', notes: scan.stderr.trim() };
}

/** Scans this host with the agent and sends the report. Throws `internal/unexpected`. */
export function scanThisHost(target: ScanTarget): Promise<HostScan> {
  return scanAndSend([], target);
}

/** The same for the recorded host, with a spool of its own. */
export function scanRecordedHost(target: ScanTarget): Promise<HostScan> {
  return scanAndSend(['--recorded', recordedHost], target);
}

/** A token, for the requests to the query API. */
export const readToken = (file: string): string => readFileSync(file, 'utf8').trim();
