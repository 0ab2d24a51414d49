// A fake host for the panel in a plain browser. ?sample=symmetric&theme=dark; the calls it gets are in window.hostCalls,
// and window.host shows other samples. Must run before the panel's own script.
import type { HostApi, PanelApi } from '../src/protocol/panel-api.ts';
import { connect, type Port, serve } from '../src/protocol/rpc.ts';
import english from '../media/l10n/bundle.l10n.json';
import './dev.css';
import type { WebviewApi } from './host.ts';
import { sample } from './samples.ts';

declare global {
  interface Window {
    acquireVsCodeApi(): WebviewApi;
    hostCalls: unknown[];
    /** Shows another sample, or the same one as a later version of its file. */
    showSample(name: string, version: number, focus: string | null): Promise<void>;
    loseSample(reason: string): Promise<void>;
  }
}

const query = new URLSearchParams(location.search);
document.body.className = `vscode-${query.get('theme') ?? 'light'}`;
document.body.dataset['vscodeThemeKind'] = document.body.className;
if (query.has('rtl')) document.documentElement.dir = 'rtl';
// A language in which every word stands in brackets: what does not was forgotten.
if (query.has('brackets')) {
  const words = Object.fromEntries(Object.keys(english).map((word) => [word, `⟦${word}⟧`]));
  document.body.dataset['words'] = JSON.stringify(words);
}

const listeners = new Set<(message: unknown) => void>();
const port: Port = {
  post: (message) => window.postMessage(message, '*'),
  onMessage: (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  onClose: () => () => undefined,
};

window.hostCalls = [];
window.acquireVsCodeApi = () => ({
  // As in an editor, what the panel posts reaches the host alone.
  postMessage: (message) => {
    const copy: unknown = structuredClone(message);
    setTimeout(() => {
      for (const listener of listeners) listener(copy);
    });
  },
  getState: () => JSON.parse(sessionStorage.getItem('panel') ?? 'null') as unknown,
  setState: (state) => sessionStorage.setItem('panel', JSON.stringify(state)),
});

const panel = connect<PanelApi>(port);
const host: HostApi = {
  ready: () => {
    const found = sample(query.get('sample') ?? 'symmetric');
    if (query.has('playground') || found === null) void panel.showPlayground();
    else if (!query.has('silent')) void panel.show(found, query.get('focus'));
    const look = query.get('look');
    if (look !== null) void panel.recall(look);
  },
  reveal: (uri, at) => void window.hostCalls.push(['reveal', uri, at]),
  applyEdits: (uri, version, edits) => {
    window.hostCalls.push(['applyEdits', uri, version, edits]);
    return true;
  },
  link: (look) => {
    const link = new URL(location.href);
    link.searchParams.set('look', look);
    return link.href;
  },
};
serve(port, host);

window.showSample = async (name, version, focus) => {
  const found = sample(name, version);
  if (found !== null) await panel.show(found, focus);
};
window.loseSample = (reason) => panel.lost(reason);
