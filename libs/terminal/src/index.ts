export { columns, type Row, safe } from './columns.ts';
