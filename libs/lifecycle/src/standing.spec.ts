import { describe, expect, it } from 'vitest';
import { lifecycleData } from './data.ts';
import { knownLine, knownLines, standingAt } from './standing.ts';
import { standingTable } from './standing-table.generated.ts';
import { writeStandingTable } from './standing-table.ts';
import { statusAt } from './status.ts';

describe('the table of standings', () => {
  it('is what the data gives; run `npm run docs` where it is not', () => {
    expect(standingTable).toBe(writeStandingTable(lifecycleData.entries));
  });

  it('says of every kfunc in every line what the data says', () => {
    const wrong = lifecycleData.entries.flatMap((entry) =>
      knownLines.filter((line) => {
        const [asked, found] = [statusAt(entry, line), standingAt(entry.name, line)];
        return asked?.status !== found?.status || asked?.to.join() !== found?.to.join();
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('knows when a kfunc was renamed, and to what', () => {
    const standing = { from: '7.0', status: 'renamed', to: ['bpf_wq_set_callback'] };
    expect(standingAt('bpf_wq_set_callback_impl', '7.3')).toEqual(standing);
    expect(standingAt('bpf_wq_set_callback_impl', '6.19')).toMatchObject({ status: 'present' });
    expect(standingAt('bpf_wq_set_callback', '6.19')).toMatchObject({ status: 'not-yet' });
    expect(standingAt('no_such_kfunc', '7.0')).toBeUndefined();
  });

  it.each([
    ['7.0', '7.0'],
    ['6.12.117+deb13-amd64', '6.12'],
    ['9.9', undefined],
    ['5.12', undefined],
    ['next', undefined],
  ])('takes %s for the line %s', (release, line) => {
    expect(knownLine(release)).toBe(line);
  });
});
