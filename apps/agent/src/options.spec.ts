import { isCensusError } from '@kfunc-census/errors';
import { describe, expect, it } from 'vitest';
import { readCommand, usage } from './options.ts';

const scan = {
  format: 'table',
  print: undefined,
  recorded: undefined,
  record: undefined,
  spool: true,
};

describe('readCommand', () => {
  it.each([
    [['scan'], { name: 'scan', options: scan }],
    [['scan', '--format', 'json'], { name: 'scan', options: { ...scan, format: 'json' } }],
    [['scan', '--print'], { name: 'scan', options: { ...scan, print: 'report', spool: false } }],
    [
      ['scan', '--print-catalogues'],
      { name: 'scan', options: { ...scan, print: 'catalogues', spool: false } },
    ],
    [['scan', '--no-spool'], { name: 'scan', options: { ...scan, spool: false } }],
    [['run', '--recorded', 'dir'], { name: 'run', options: { ...scan, recorded: 'dir' } }],
    [['scan', '--record', 'dir'], { name: 'scan', options: { ...scan, record: 'dir' } }],
    [['send'], { name: 'send' }],
    [['check'], { name: 'check' }],
    [[], { name: 'help' }],
    [['scan', '-h'], { name: 'help' }],
    [['--version'], { name: 'version' }],
  ])('reads %j', (args, expected) => {
    expect(readCommand(args)).toEqual(expected);
  });

  it('says what a recording holds of the host', () => {
    const [, text = ''] = /--record DIR([\s\S]*?)\n\n/.exec(usage) ?? [];
    for (const part of ['names', 'code', 'types', 'source lines', 'executables', 'units'])
      expect(text).toContain(part);
  });

  it.each([
    [['snan'], /snan/],
    [['scan', 'extra'], /extra/],
    [['scan', '--formt', 'json'], /formt/],
    [['scan', '--format', 'xml'], /--format xml/],
    [['scan', '--format'], /format/],
    [['send', '--print'], /--print is not an option of send/],
    [['run', '--print'], /run sends/],
    [['run', '--record', 'dir'], /--record is an option of scan/],
    [['scan', '--record', 'a', '--recorded', 'b'], /is not recorded again/],
    [['scan', '--print', '--print-catalogues'], /--print and --print-catalogues/],
    [['scan', '--print', '--format', 'json'], /--print prints .* --format does not change/],
    [['scan', '--print-catalogues', '--format', 'table'], /--print-catalogues prints/],
    [['scan', '--against', '7.0'], /--against is not an option of scan/],
    [['send', '--against', '7.0'], /--against is not an option of send/],
    [['check', '--format', 'table'], /--format is not an option of check/],
    [['check', '--against', '7.0', '--print'], /--print is not an option of check/],
    [['check', '--against', '7.0', '--format', 'json'], /expected table or openmetrics/],
  ])('refuses %j, naming it', (args, message) => {
    try {
      readCommand(args);
      expect.unreachable();
    } catch (error) {
      expect(isCensusError(error, 'agent/usage')).toBe(true);
      expect((error as Error).message).toMatch(message);
    }
  });
});
