import type { BtfInfo } from '@kfunc-census/bpf';
import { type Btf, ByteNames, btfKinds, parseBtf } from '@kfunc-census/btf';
import { isCensusError } from '@kfunc-census/errors';
import {
  type CatalogueEntry,
  calledEntry,
  catalogueEntries,
  entryOf,
  isOffered,
  type KernelFunction,
  type KfuncPlace,
  symbolEntry,
  withSymbol,
} from '@kfunc-census/kfunc';
import { knownNames } from '@kfunc-census/lifecycle/known';
import { btfLoss, type Losses } from './losses.ts';
import type { KernelReader } from './ports.ts';

/** A type of a kernel BTF that a program attaches to. */
export interface AttachTarget {
  readonly name: string;
  readonly function: boolean;
  readonly module: string;
}

/** What the scan wants to know of the kernel's BTFs. */
export interface WantedTypes {
  /** Names of functions, besides the tagged ones and those that the lifecycle data knows. */
  readonly functions: ReadonlySet<string>;
  /** Ids of types, by id of the BTF object. */
  readonly types: ReadonlyMap<number, ReadonlySet<number>>;
}

const kernelName = 'vmlinux';

/**
 * The functions of the running kernel that matter: the tagged ones, those that the lifecycle data
 * knows, and those that were asked for.
 */
export class KernelIndex {
  readonly vmlinux: Btf;
  /** Whether the BTF of every module could be read; set by who reads them. */
  allRead = true;
  readonly #readModule: (module: string) => Btf;
  /** By module, in the order in which libbpf looks: vmlinux first. */
  readonly #modules = new Map<string, Map<string, KernelFunction>>();
  /** Of modules: names of functions by id of the FUNC. */
  readonly #moduleFunctions = new Map<number, KfuncPlace[]>();
  readonly #wanted: WantedTypes;
  /** Prepared once for all BTFs. */
  readonly #names: ByteNames;
  readonly #attachTargets = new Map<string, AttachTarget>();

  constructor(vmlinux: Btf, readModule: (module: string) => Btf, wanted: WantedTypes) {
    this.vmlinux = vmlinux;
    this.#readModule = readModule;
    this.#wanted = wanted;
    this.#names = new ByteNames(new Set([...wanted.functions, ...knownNames]));
  }

  /** Takes what is wanted from one BTF. */
  add(info: BtfInfo, btf: Btf): void {
    const module = info.name;
    const functions = new Map<string, KernelFunction>();
    for (const { id, entry } of catalogueEntries(btf, this.#names)) {
      functions.set(entry.name, { ...entry, module, btfId: info.id });
      if (module !== kernelName) this.#noteModuleFunction(id, { name: entry.name, module });
    }
    if (functions.size > 0) this.#modules.set(module, functions);
    for (const id of this.#wanted.types.get(info.id) ?? []) this.#addAttachTarget(info, btf, id);
  }

  /** A FUNC by name: vmlinux first, then the modules. */
  find(name: string): KernelFunction | undefined {
    for (const functions of this.#modules.values()) {
      const found = functions.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Whether a module offers a kfunc of this name, by its tag or by the lifecycle data. */
  isKfunc(name: string, module: string): boolean {
    const entry = this.#modules.get(module)?.get(name);
    return entry !== undefined && isOffered(entry);
  }

  /** Functions of modules with this FUNC id; several modules may have one. */
  moduleFunctions(id: number): readonly KfuncPlace[] {
    return this.#moduleFunctions.get(id) ?? [];
  }

  /** Name of a FUNC of vmlinux by id, which is how some architectures write call targets. */
  functionName(id: number): string | undefined {
    if (id <= 0 || id >= this.vmlinux.typeCount) return undefined;
    return this.vmlinux.kind(id) === btfKinds.func ? this.vmlinux.name(id) : undefined;
  }

  /**
   * Entries of functions that turned out to be called without being tagged; one that has no FUNC
   * in the BTF of its module, or whose module is gone, has a symbol only.
   */
  calledEntries(module: string, names: ReadonlySet<string>): CatalogueEntry[] {
    const btf = this.#readable(module);
    const funcs = btf?.funcsNamed(names);
    return [...names].map((name) => {
      const func = funcs?.get(name);
      if (btf === undefined || func === undefined) return symbolEntry(name);
      return calledEntry(entryOf(btf, func, btf.declTags().get(func) ?? []));
    });
  }

  #readable(module: string): Btf | undefined {
    try {
      return module === kernelName ? this.vmlinux : this.#readModule(module);
    } catch (error) {
      // The loss was counted when the modules were read; or the module has gone since.
      if (btfLoss(error) !== undefined) return undefined;
      if (isCensusError(error, 'agent/kernel-unreadable')) return undefined;
      throw error;
    }
  }

  attachTarget(btfObjectId: number, type: number): AttachTarget | undefined {
    return this.#attachTargets.get(`${btfObjectId}/${type}`);
  }

  /** All functions, with their modules. */
  *functions(): Generator<KernelFunction> {
    for (const functions of this.#modules.values()) yield* functions.values();
  }

  /** Notes which functions have a symbol. */
  markSymbols(hasSymbol: (name: string, module: string) => boolean): void {
    for (const [module, functions] of this.#modules)
      for (const [name, entry] of functions)
        functions.set(name, { ...entry, ...withSymbol(entry, hasSymbol(name, module)) });
  }

  #noteModuleFunction(id: number, place: KfuncPlace): void {
    const places = this.#moduleFunctions.get(id);
    if (places === undefined) this.#moduleFunctions.set(id, [place]);
    else places.push(place);
  }

  #addAttachTarget(info: BtfInfo, btf: Btf, id: number): void {
    if (id >= btf.typeCount) return;
    const target = {
      name: btf.name(id),
      function: btf.kind(id) === btfKinds.func,
      module: info.name,
    };
    if (target.name !== '') this.#attachTargets.set(`${info.id}/${id}`, target);
  }
}

/**
 * Reads vmlinux and all modules. A module that cannot be read is a loss; without vmlinux there is
 * no scan. Throws `agent/kernel-unreadable` or `btf/…` for vmlinux.
 */
export function readKernel(reader: KernelReader, wanted: WantedTypes, losses: Losses): KernelIndex {
  // First: a kernel without BTF is not supported, whatever else cannot be read.
  const vmlinux = parseBtf(reader.kernelBtf(kernelName));
  const infos = reader.kernelBtfs();
  const readModule = (module: string) => parseBtf(reader.kernelBtf(module), vmlinux);
  const index = new KernelIndex(vmlinux, readModule, wanted);
  const kernel = infos.find(({ name }) => name === kernelName);
  index.add(kernel ?? { id: 1, name: kernelName, kernel: true, size: 0 }, vmlinux);
  for (const info of infos)
    if (info.name !== kernelName) addModule(readModule, info, index, losses);
  return index;
}

function addModule(
  readModule: (module: string) => Btf,
  info: BtfInfo,
  index: KernelIndex,
  losses: Losses,
): void {
  try {
    index.add(info, readModule(info.name));
  } catch (error) {
    const unreadable = isCensusError(error, 'agent/kernel-unreadable');
    const reason = unreadable ? 'btf_unreadable' : btfLoss(error);
    if (reason === undefined) throw error;
    losses.add(reason);
    index.allRead = false;
  }
}
