import type { CatalogueEntry as KernelEntry } from '@kfunc-census/kfunc';
import type { CatalogueEntry } from '../content-port.ts';

/** An entry of a stored catalogue as the kfunc library compares it. */
export function toKernelEntry({
  tag,
  func,
  symbol,
  knownBy,
  ...rest
}: CatalogueEntry): KernelEntry {
  const known = knownBy === 'tag' || knownBy === 'lifecycle' ? knownBy : 'call';
  return { ...rest, seen: { tag, func, symbol }, knownBy: known };
}
