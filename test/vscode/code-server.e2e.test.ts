import { codeServerIsInstalled, serveCodeServer } from './hosts/code-server.mjs';
import { pack } from './pack.ts';
import { describeHost } from './scenarios.ts';
import { withScene } from './scene.ts';

describeHost(
  'code-server',
  codeServerIsInstalled()
    ? null
    : 'code-server is not installed (node test/vscode/hosts/code-server.mjs, 3 minutes)',
  async () => {
    const vsix = await pack();
    return withScene((workspace) => serveCodeServer({ workspace, vsix }));
  },
);
