// The host of the panel inside the self-contained report of the command line: the networks lie in the page, a click on one
// shows it, a click on a layer goes to its line of the listing. Must run before the panel's own script.
import type { HostApi, PanelApi, PanelSubject } from '../src/protocol/panel-api.ts';
import { connect, type Port, serve } from '../src/protocol/rpc.ts';
import './dev.css';
import type { WebviewApi } from './host.ts';
import './report.css';

declare global {
  interface Window {
    acquireVsCodeApi(): WebviewApi;
  }
}

const textOf = (id: string): string => document.getElementById(id)?.textContent ?? '';

/** Written by the command line that made this page. */
const subjects = JSON.parse(textOf('subjects')) as readonly PanelSubject[];

const dark = matchMedia('(prefers-color-scheme: dark)');
const contrast = matchMedia('(forced-colors: active)');
const dress = () => {
  const theme = contrast.matches ? 'high-contrast' : dark.matches ? 'dark' : 'light';
  document.body.className = `vscode-${theme}`;
};
dress();
dark.addEventListener('change', dress);
contrast.addEventListener('change', dress);

// A page on disk may start no script beside it, but one that it holds.
const simulation = new Blob([textOf('simulation')], { type: 'text/javascript' });
document.body.dataset['simulation'] = URL.createObjectURL(simulation);

const listeners = new Set<(message: unknown) => void>();
const port: Port = {
  post: (message) => window.postMessage(message, '*'),
  onMessage: (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  onClose: () => () => undefined,
};
window.acquireVsCodeApi = () => ({
  postMessage: (message) => {
    const copy: unknown = structuredClone(message);
    setTimeout(() => {
      for (const listener of listeners) listener(copy);
    });
  },
  // A report opens the same each time.
  getState: () => null,
  setState: () => undefined,
});

const panel = connect<PanelApi>(port);
const buttons = [...document.querySelectorAll<HTMLButtonElement>('button[data-subject]')];

/** The number of the network shown, for links. */
let shown = 0;

function show(button: HTMLButtonElement): void {
  shown = buttons.indexOf(button);
  const subject = subjects[Number(button.dataset['subject'])];
  for (const other of buttons) other.setAttribute('aria-pressed', String(other === button));
  void panel.show(subject, button.dataset['layer'] ?? null);
}

for (const button of buttons) {
  button.addEventListener('click', () => {
    show(button);
    // On a narrow page the panel lies below.
    document.getElementById('panel')?.scrollIntoView({ block: 'nearest' });
  });
}

const host: HostApi = {
  ready: () => {
    const parts = location.hash.slice(1).split('.');
    const look = parts.at(1);
    const button = buttons.at(Number(parts[0])) ?? buttons.at(0);
    if (button === undefined) void panel.showPlayground();
    else show(button);
    if (look !== undefined) void panel.recall(look);
  },
  reveal: (uri, at) => {
    const lines = [...document.querySelectorAll<HTMLElement>('[data-start]')];
    const line = lines.findLast(
      (element) => element.dataset['file'] === uri && Number(element.dataset['start']) <= at.start,
    );
    line?.scrollIntoView({ block: 'center' });
    line?.focus();
  },
  // The report is about a moment; the files it speaks of may have moved on.
  applyEdits: () => false,
  link: (look) => `${location.href.split('#')[0]}#${shown}.${look}`,
};
serve(port, host);
