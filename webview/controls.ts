// The one module that knows the control library: every button, choice and field of the panel is made here.
import './nonce.ts';
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { type Child, h, type VNode, withAfterPatch } from './dom.ts';

/** Must run once before anything is drawn. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeTextField(),
  );
}

export interface ButtonOptions {
  readonly label: string;
  readonly look?: 'primary' | 'secondary' | 'icon';
  readonly disabled?: boolean;
  /** For a button that stands for something on or off. */
  readonly pressed?: boolean;
  readonly onClick: () => void;
}

/** A button; its label is its text, or its name where `content` is a picture. */
export const button = (options: ButtonOptions, content?: Child): VNode =>
  h(
    'vscode-button',
    {
      appearance: options.look ?? 'secondary',
      'aria-label': options.label,
      title: content === undefined ? null : options.label,
      'aria-pressed': options.pressed === undefined ? null : String(options.pressed),
      '.disabled': options.disabled === true,
      onclick: options.onClick,
    },
    content ?? options.label,
  );

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
}

export interface ChoiceOptions<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly Choice<T>[];
  /** Set against the code: drawn with a mark. */
  readonly changed?: boolean;
  readonly onChoose: (value: T) => void;
}

/** A named list of which one is chosen. */
export function choice<T extends string>(options: ChoiceOptions<T>): VNode {
  const list = h(
    'vscode-dropdown',
    {
      // A list whose options change shows the words of an option that is gone, and may choose another by itself.
      key: options.choices.map(({ value, label }) => `${value} ${label}`).join('\n'),
      'aria-label': options.label,
      onchange: (event: Event) => {
        const value: unknown = event.target === null ? null : Reflect.get(event.target, 'value');
        const chosen = options.choices.find((entry) => entry.value === value);
        if (chosen !== undefined && chosen.value !== options.value) options.onChoose(chosen.value);
      },
    },
    options.choices.map((entry) =>
      h('vscode-option', { value: entry.value, selected: entry.value === options.value }, entry.label),
    ),
  );
  return field(
    options.label,
    options.changed === true,
    // The list knows its options only after they have been attached, so the value is set last.
    withAfterPatch(list, (element) => {
      if (Reflect.get(element, 'value') !== options.value) Reflect.set(element, 'value', options.value);
    }),
  );
}

export interface NumberOptions {
  readonly label: string;
  readonly value: number;
  readonly changed?: boolean;
  /** Whether a number makes sense here; others are refused and the old one comes back. */
  readonly accepts: (value: number) => boolean;
  readonly onNumber: (value: number) => void;
}

export function numberField(options: NumberOptions): VNode {
  const input = h('vscode-text-field', {
    size: 6,
    'aria-label': options.label,
    '.value': String(options.value),
    onchange: (event: Event) => {
      const element = event.target;
      if (element === null) return;
      const value = Number(String(Reflect.get(element, 'value')).trim() || 'NaN');
      if (Number.isFinite(value) && options.accepts(value)) options.onNumber(value);
      else Reflect.set(element, 'value', String(options.value));
    },
  });
  return field(
    options.label,
    options.changed === true,
    // The library calls every field "Text field" when it is attached.
    withAfterPatch(input, (element) => {
      if (element.getAttribute('aria-label') !== options.label)
        element.setAttribute('aria-label', options.label);
    }),
  );
}

export interface CheckOptions {
  readonly label: string;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onCheck: (checked: boolean) => void;
}

export const check = (options: CheckOptions): VNode =>
  h(
    'vscode-checkbox',
    {
      // First of all: the library tells of every change, also of those made here.
      onchange: (event: Event) => {
        const checked = event.target !== null && Reflect.get(event.target, 'checked') === true;
        if (checked !== options.checked) options.onCheck(checked);
      },
      '.checked': options.checked,
      '.disabled': options.disabled === true,
    },
    options.label,
  );

const field = (label: string, changed: boolean, control: VNode): VNode =>
  h(
    'div',
    { class: changed ? 'field changed' : 'field' },
    h('span', { class: 'field-label', 'aria-hidden': 'true' }, changed ? `${label} •` : label),
    control,
  );
