// What all fields of the settings are made from.
import type { Model } from '../model.ts';
import type { Action, PanelState } from '../state.ts';

export interface SettingsView {
  readonly state: PanelState;
  readonly model: Model;
  readonly focus: string | null;
  readonly dispatch: (action: Action) => void;
}
