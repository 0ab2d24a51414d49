// What the exploration panel and its host say to each other.
import type { Network } from '../core/network/graph.ts';
import type { Edit, Span } from '../core/network/span.ts';
import type { Finding } from '../core/report/finding.ts';

/** A network in a document, as the analysis saw it. The panel concretises, judges and trains it itself. */
export interface PanelSubject {
  readonly uri: string;
  readonly version: number;
  /** For the heading, e.g. "src/model.ts". */
  readonly fileName: string;
  readonly network: Network;
  readonly findings: readonly Finding[];
  /** 1-based line of each layer, by layer id. */
  readonly lines: Readonly<Record<string, number>>;
}

/** Served by the panel. */
export interface PanelApi {
  /** Shows the subject, or follows an edit of the one shown. `focus`: the layer to select, null to keep the selection. */
  show(subject: PanelSubject, focus: string | null): void;
  /** Nothing from the code: the playground with its presets. */
  showPlayground(): void;
  /** Sets everything as it was when the link was made, on what is shown. What is no link of ours changes nothing. */
  recall(look: string): void;
  /** The network is no longer in the document (broken syntax, deleted): keep the picture, say so. */
  lost(reason: string): void;
}

/** Served by the host. */
export interface HostApi {
  /** The panel's script runs and listens. */
  ready(): void;
  reveal(uri: string, at: Span): void;
  /** Refused (false) when the document has moved on from `version`. */
  applyEdits(uri: string, version: number, edits: readonly Edit[]): boolean | Promise<boolean>;
  /** An address that opens what is shown now, set as `look` says. */
  link(look: string): string | Promise<string>;
}
