import {
  catalogueKfunc,
  catalogueLine,
  hostLine,
  idOf,
  programKfunc,
  programMember,
  setLine,
  storeLines,
} from './builders.ts';
import type { SuiteApi } from './queue-contract-kit.ts';
import type { StoreSubject } from './store-subject.ts';
import { nextSalt } from './worlds.ts';

type Use = () => StoreSubject;

/** A user, one that could hide its calls, one that is not covered, and one that could use it. */
async function fourHosts(use: Use) {
  const [organisation, name] = [nextSalt(), nextSalt()];
  const catalogue = catalogueLine({ kfuncs: [catalogueKfunc(name)] });
  const using = setLine({ programs: [programMember({ kfuncs: [programKfunc(name)] })] });
  const idle = setLine({ programs: [] });
  const host = (number: number, day: number, rest: Parameters<typeof hostLine>[0]) =>
    hostLine({
      org: organisation,
      host: idOf(organisation, number),
      received_at: Date.UTC(2026, 2, day, 12),
      catalogues: [catalogue.catalogue],
      set: using.set,
      ...rest,
    });
  const on = (day: number) => [
    host(1, day, {}),
    host(2, day, { not_observable: [name] }),
    host(3, day, { complete: 0 }),
    host(4, day, { set: idle.set }),
  ];
  const hosts = [...on(9), ...on(10)];
  await use().store.insert(storeLines({ hosts, sets: [using, idle], catalogues: [catalogue] }));
  return { scope: { organisation }, kfunc: { name, module: 'vmlinux' } };
}

/** Cases of who is exposed, of names together and of days one after the other. */
export function exposureEdges(use: Use, { it, expect }: SuiteApi): void {
  const window = { from: '2026-03-09', to: '2026-03-10' };

  it('counts users of several names as if they were one', async () => {
    const { scope, kfunc } = await fourHosts(use);
    const names = [kfunc.name, 'bpf_of_nobody'];
    expect(await use().reader.familyFigures(scope, window, {}, names)).toEqual({
      exposed: 2,
      exposedOrganisations: 1,
      notObservable: 1,
      users: 1,
      userOrganisations: 1,
      usersNotCovered: 2,
    });
  });

  it('knows of former users who was seen since', async () => {
    const { scope, kfunc } = await fourHosts(use);
    const former = await use().reader.formerUse(scope, window, {}, kfunc, '2026-03-10');
    expect(former).toEqual({ users: 3, covered: 1 });
  });
}
