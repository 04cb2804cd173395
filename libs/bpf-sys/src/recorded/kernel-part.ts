import type { KernelSymbol } from '@kfunc-census/bpf';
import { btfKinds, parseBtf, trimKernelBtfs } from '@kfunc-census/btf';
import { knownNames, specialisedSymbols } from '@kfunc-census/lifecycle/known';
import type { Leads, Observed } from './observed.ts';

const callBaseName = '__bpf_call_base';
/** Functions that another version may ask for, beside known kfuncs and those that this one did. */
export const ofInterest = /bpf|kfunc/;

/** The symbols that are recorded. */
export interface RecordedSymbols {
  /** Address of `__bpf_call_base`; 0 where it is hidden. */
  readonly callBase: bigint;
  /** Names and addresses that were looked for, but for numbers that only may be addresses. */
  readonly sought: { readonly names: ReadonlySet<string>; readonly addresses: ReadonlySet<bigint> };
  /** In file order. */
  readonly found: readonly KernelSymbol[];
  readonly addresses: ReadonlySet<bigint>;
}

/**
 * Reads the symbols that were asked for, those that instructions lead to, all known kfuncs and their
 * variants, and those of interest.
 */
export function recordSymbols(observed: Observed, leads: Leads): RecordedSymbols {
  const names = new Set([...observed.names, ...knownNames, ...specialisedSymbols]);
  const addresses = new Set(observed.addresses);
  const callBase = readCallBase(observed);
  if (callBase !== 0n)
    for (const target of leads.targets)
      addresses.add(BigInt.asUintN(64, callBase + BigInt(target)));
  const found: KernelSymbol[] = [];
  const wanted = ({ name, address }: KernelSymbol): boolean =>
    ofInterest.test(name) || addresses.has(address) || leads.numbers.has(address);
  // What passes a filter of names is for the filter to say: those are read a second time.
  const named = new Set<string>();
  observed.readSymbols((symbol) => named.add(keyOf(symbol)), { names });
  observed.readSymbols((symbol) => {
    if (wanted(symbol) || named.has(keyOf(symbol))) found.push({ ...symbol });
  });
  return {
    callBase,
    sought: { names, addresses },
    found,
    addresses: new Set(found.map(({ address }) => address)),
  };
}

function readCallBase({ readSymbols }: Observed): bigint {
  let callBase = 0n;
  readSymbols(
    ({ address, module }) => {
      if (module === '') callBase = address;
    },
    { names: new Set([callBaseName]) },
  );
  return callBase;
}

const keyOf = ({ address, name, module }: KernelSymbol): string => `${address} ${name} ${module}`;

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
  const functions = new Set([
    ...observed.names,
    ...symbols.found.map(({ name }) => name),
    ...interestingNames(observed),
  ]);
  const types = new Map<string, Set<number>>();
  for (const { name, id } of observed.kernelBtfInfos) {
    const ids = new Set(leads.targets);
    for (const { info } of observed.programs.values())
      if (info.attachBtfObjectId === id) ids.add(info.attachBtfId);
    types.set(name, ids);
  }
  return trimKernelBtfs(observed.kernelBtfs, functions, types);
}
