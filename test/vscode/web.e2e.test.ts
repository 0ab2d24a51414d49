import { serveWeb } from './hosts/web.mjs';
import { describeHost } from './scenarios.ts';
import { withScene } from './scene.ts';

describeHost('web', null, () => withScene((workspace) => serveWeb({ workspace })));
