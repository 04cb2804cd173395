import type { KernelSymbol } from '@kfunc-census/bpf';
import { btfKinds, parseBtf, trimKernelBtfs } from '@kfunc-census/btf';
import { knownNames } from '@kfunc-census/lifecycle/known';
import type { Leads, Observed } from './observed.ts';

const callBaseName = '__bpf_call_base';
/** Functions that another version may ask for, beside known kfuncs and those that this one did. */
const ofInterest = /bpf|kfunc/;

/** The symbols that are recorded. */
export interface RecordedSymbols {
  /** Address of `__bpf_call_base`; 0 where it is hidden. */
  readonly callBase: bigint;
  /** What was looked for, but for numbers that only may be addresses. */
  readonly wanted: { readonly names: ReadonlySet<string>; readonly addresses: ReadonlySet<bigint> };
  /** In file order. */
  readonly found: readonly KernelSymbol[];
  readonly names: ReadonlySet<string>;
  readonly addresses: ReadonlySet<bigint>;
}

/**
 * Reads the symbols that were asked for, those that instructions lead to, all known kfuncs, and
 * functions whose name has `bpf` or `kfunc` in it: in one go, so that they are in the order of the
 * file.
 */
export function recordSymbols(observed: Observed, leads: Leads): RecordedSymbols {
  let callBase = 0n;
  const readCallBase = ({ address, module }: KernelSymbol): void => {
    if (module === '') callBase = address;
  };
  observed.readSymbols(readCallBase, { names: new Set([callBaseName]) });
  const names = new Set([callBaseName, ...observed.names, ...interestingNames(observed)]);
  const addresses = new Set(observed.addresses);
  if (callBase !== 0n)
    for (const target of leads.targets)
      addresses.add(BigInt.asUintN(64, callBase + BigInt(target)));
  const found: KernelSymbol[] = [];
  observed.readSymbols((symbol) => found.push({ ...symbol }), {
    names,
    addresses: new Set([...addresses, ...leads.numbers]),
  });
  return {
    callBase,
    wanted: { names, addresses },
    found,
    names: new Set(found.map(({ name }) => name)),
    addresses: new Set(found.map(({ address }) => address)),
  };
}

function interestingNames({ kernelBtfs }: Observed): Set<string> {
  const names = new Set(knownNames);
  const vmlinux = kernelBtfs.get('vmlinux');
  if (vmlinux === undefined) return names;
  const base = parseBtf(vmlinux);
  for (const [module, bytes] of kernelBtfs) {
    const btf = module === 'vmlinux' ? base : parseBtf(bytes, base);
    for (const func of btf.ownIds(btfKinds.func)) {
      const name = btf.name(func);
      if (ofInterest.test(name)) names.add(name);
    }
  }
  return names;
}

/**
 * Trims the kernel's BTFs to the functions that have a recorded symbol or were asked for, to tagged
 * ones, and to the types that programs attach to or may call by id.
 */
export function trimBtfs(
  observed: Observed,
  symbols: RecordedSymbols,
  leads: Leads,
): ReadonlyMap<string, Uint8Array> {
  if (!observed.kernelBtfs.has('vmlinux')) return new Map();
  const functions = new Set([...observed.names, ...symbols.names, ...interestingNames(observed)]);
  const types = new Map<string, Set<number>>();
  for (const { name, id } of observed.kernelBtfInfos) {
    const ids = new Set(leads.targets);
    for (const { info } of observed.programs.values())
      if (info.attachBtfObjectId === id) ids.add(info.attachBtfId);
    types.set(name, ids);
  }
  return trimKernelBtfs(observed.kernelBtfs, functions, types);
}
