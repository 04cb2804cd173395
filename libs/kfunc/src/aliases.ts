import { plainSymbolName } from '@kfunc-census/bpf';
import { kfuncBySpecialisedSymbol } from '@kfunc-census/lifecycle/known';

/** Suffixes of variants that the verifier puts in place of a kfunc (specialize_kfunc). */
const variantSuffixes = ['_rdonly', '_locked', '_non_sleepable', '_sleepable'] as const;

/** Drivers' XDP metadata functions, e.g. `mlx5e_xdp_rx_hash`, `ice_xdp_rx_hw_ts`. */
const xdpMetadata = /xdp_rx_(?:hw_)?(ts|timestamp|hash|vlan_tag)$/;

/**
 * The kfunc whose specialised variant a symbol is, as the program's author called it: the call of
 * `bpf_dynptr_from_skb` in a program that may not write packets goes to
 * `bpf_dynptr_from_skb_rdonly`. By the symbols that are known by name, then by how such symbols are
 * made: new ones come with new kernels and drivers. Undefined when it is no variant of a known kfunc.
 */
export function kfuncOfVariant(
  symbol: string,
  isKnown: (name: string) => boolean,
): string | undefined {
  const name = plainSymbolName(symbol);
  const byName = kfuncBySpecialisedSymbol(name);
  const candidates = [name, ...withoutSuffix(name), ...metadataKfunc(name)];
  return (byName === undefined ? candidates : [name, byName]).find(isKnown);
}

function withoutSuffix(name: string): string[] {
  return variantSuffixes
    .filter((suffix) => name.endsWith(suffix))
    .map((suffix) => name.slice(0, -suffix.length));
}

function metadataKfunc(name: string): string[] {
  const what = xdpMetadata.exec(name)?.[1];
  return what === undefined ? [] : [`bpf_xdp_metadata_rx_${what === 'ts' ? 'timestamp' : what}`];
}
