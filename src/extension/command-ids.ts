/** Every command, by its name in this code. package.json contributes the same ones: a test compares the two. */
export const commands = {
  simulateLayer: 'initLint.simulateLayer',
  openPlayground: 'initLint.openPlayground',
  lintWorkspace: 'initLint.lintWorkspace',
  openSample: 'initLint.openSample',
  collectReport: 'initLint.collectReport',
  showOutput: 'initLint.showOutput',
  restart: 'initLint.restart',
} as const;
