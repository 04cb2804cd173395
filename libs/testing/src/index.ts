export { type RealPart, realPart } from './real-part.ts';
