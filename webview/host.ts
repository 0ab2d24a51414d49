// The panel's end of the line to its host: the webview's message channel as a port, and the check of what comes over it.
import type { HostApi, PanelApi, PanelSubject } from '../src/protocol/panel-api.ts';
import { connect, type Port, type Remote, serve } from '../src/protocol/rpc.ts';
import { initialState, type PanelState } from './state.ts';

/** What `acquireVsCodeApi()` gives; dev.ts gives the same. */
export interface WebviewApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

export function webviewPort(api: WebviewApi, window: Window): Port {
  return {
    post: (message) => api.postMessage(message),
    onMessage: (listener) => {
      const listen = (event: MessageEvent<unknown>) => listener(event.data);
      window.addEventListener('message', listen);
      return () => window.removeEventListener('message', listen);
    },
    // A webview's host ends only together with the page.
    onClose: () => () => undefined,
  };
}

/** Serves `panel` on the port, refusing what is not a subject, and answers with the host. */
export function connectHost(port: Port, panel: PanelApi): Remote<HostApi> {
  const checked: PanelApi = {
    show: (subject, focus) => {
      if (!isSubject(subject)) throw new Error('The panel was sent something that is not a network.');
      panel.show(subject, typeof focus === 'string' ? focus : null);
    },
    showPlayground: () => panel.showPlayground(),
    recall: (look) => panel.recall(typeof look === 'string' ? look : ''),
    lost: (reason) => panel.lost(typeof reason === 'string' ? reason : ''),
  };
  serve(port, checked);
  return connect<HostApi>(port);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The outline of a subject; its parts come from our own analysis or our own saved state. */
export function isSubject(value: unknown): value is PanelSubject {
  if (!isObject(value)) return false;
  const network = value['network'];
  return (
    typeof value['uri'] === 'string' &&
    typeof value['version'] === 'number' &&
    typeof value['fileName'] === 'string' &&
    Array.isArray(value['findings']) &&
    isObject(value['lines']) &&
    isObject(network) &&
    typeof network['id'] === 'string' &&
    Array.isArray(network['layers']) &&
    Array.isArray(network['inputs'])
  );
}

/** A state that an earlier page of this panel left behind, or null for anything else. */
export function savedState(value: unknown): PanelState | null {
  if (!isObject(value)) return null;
  const source = value['source'];
  const complete = Object.keys(initialState).every((key) => key in value);
  if (!complete || !isObject(source)) return null;
  if (source['kind'] === 'code' && !isSubject(source['subject'])) return null;
  return value as unknown as PanelState;
}
