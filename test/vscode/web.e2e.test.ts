import { join } from 'node:path';
import { serveWeb } from './hosts/web.mjs';
import { describeHost } from './scenarios.ts';

describeHost('web', null, () => serveWeb({ workspace: join(import.meta.dirname, '../workspace') }));
