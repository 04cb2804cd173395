/** What a cell holds; null: not known, or not there. */
export type Cell = string | number | boolean | null;

/** `day`: a UTC day as YYYY-MM-DD. `count`: a whole number from 0. `share`: from 0 to 1. */
export type CellKind = 'text' | 'day' | 'count' | 'share' | 'flag';

/** A column, and what it shows of an item. */
export interface Column<Item = never> {
  readonly name: string;
  readonly kind: CellKind;
  readonly of: (item: Item) => Cell;
}

/** One cell for each column. */
export type Row = readonly Cell[];

/** Rows under their columns. */
export interface Table {
  readonly columns: readonly Pick<Column, 'name' | 'kind'>[];
  /** As they are read, some at a time: what waits for more would leave a connection idle. */
  readonly rows: AsyncIterable<readonly Row[]>;
}

const maker =
  <Value extends Cell>(kind: CellKind) =>
  <Item>(name: string, of: (item: Item) => Value | null): Column<Item> => ({ name, kind, of });

/** A column of texts. */
export const text = maker<string>('text');
/** A column of UTC days. */
export const day = maker<string>('day');
/** A column of whole numbers. */
export const count = maker<number>('count');
/** A column of proportions. */
export const share = maker<number>('share');
/** A column of yes and no. */
export const flag = maker<boolean>('flag');

/** The cells of an item. */
export const cellsOf = <Item>(columns: readonly Column<Item>[], item: Item): Row =>
  columns.map(({ of }) => of(item));
