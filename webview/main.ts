// Starts the panel in its page. The page needs: a <main id="panel">, dist/panel.css, this script, and
// beside this script dist/simulation.js. Its policy must allow script-src and style-src for these files, connect-src for
// the folder of the scripts (the worker's text is fetched) and worker-src blob:. Nothing is inline, nothing is evaluated.
import { App } from './app.ts';
import { registerControls } from './controls.ts';
import { connectHost, savedState, type WebviewApi, webviewPort } from './host.ts';
import './panel.css';
import { presetAction } from './presets/gallery.ts';
import { startWorker } from './simulation.ts';

declare function acquireVsCodeApi(): WebviewApi;

function main(): void {
  const script = document.currentScript;
  const beside = script instanceof HTMLScriptElement ? script.src : document.baseURI;
  registerControls();
  const api = acquireVsCodeApi();
  const element = document.getElementById('panel') ?? document.body;
  const hold: { app?: App } = {};
  const host = connectHost(webviewPort(api, window), {
    show: (subject, focus) => hold.app?.dispatch({ kind: 'show', subject, focus }),
    showPlayground: () => hold.app?.dispatch(presetAction('')),
    recall: (look) => hold.app?.recall(look),
    lost: (reason) => hold.app?.dispatch({ kind: 'lost', reason }),
  });
  hold.app = new App({
    element,
    host,
    simulation: startWorker(document.body.dataset['simulation'] ?? new URL('simulation.js', beside).href),
    saved: savedState(api.getState()),
    save: (state) => api.setState({ ...state, playing: false }),
  });
  void host.ready();
}

main();
