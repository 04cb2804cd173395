export { ensureDirectory } from './ensure-directory.ts';
export { childEnvironment } from './env.ts';
export {
  type ConfigFile,
  type FileFault,
  parseConfigFile,
  readConfigFile,
  withConfigFile,
} from './file.ts';
export { type Config, readConfig, readSecret, type ValueOf } from './read.ts';
export { type Variable, type VariableKind, type VariableName, variables } from './variables.ts';
