/** Under which the module provides the questions. */
export const queriesToken = Symbol('Queries');
