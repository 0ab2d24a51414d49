// Entry point of the npm package eslint-plugin-init-lint. The build writes the version in.
import { createPlugin } from './plugin.ts';

declare const INIT_LINT_VERSION: string;

// ESLint takes a plugin as a default export.
export default createPlugin(INIT_LINT_VERSION);
