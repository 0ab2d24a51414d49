// The gallery: what is claimed, a text in a few pages, and the way to all other examples.
import { button } from '../controls.ts';
import { h, type VNode } from '../dom.ts';
import { gallery, presetAction, presetOf } from '../presets/gallery.ts';
import type { Page, Preset } from '../presets/preset.ts';
import type { Action, PanelState } from '../state.ts';
import { text } from '../text.ts';
import { t } from '../words.ts';

export function galleryView(state: PanelState, dispatch: (action: Action) => void): VNode | null {
  if (state.source.kind !== 'preset') return null;
  const { id, page } = state.source;
  const preset = presetOf(id);
  if (preset === undefined) return null;
  return h(
    'div',
    { class: 'gallery' },
    h(
      'details',
      { class: 'examples' },
      h('summary', {}, text.allExamples(gallery.reduce((sum, group) => sum + group.presets.length, 0))),
      h(
        'nav',
        { class: 'groups', 'aria-label': text.examples },
        gallery.map((group) =>
          h(
            'section',
            {},
            h('h3', {}, t(group.title)),
            h(
              'ul',
              {},
              group.presets.map((entry) => h('li', {}, exampleLink(entry, entry.id === preset.id, dispatch))),
            ),
          ),
        ),
      ),
    ),
    h('h1', { class: 'claim' }, t(preset.title)),
    h('blockquote', {}, t(preset.claim)),
    preset.quiz === undefined ? null : quizView(preset.quiz, state, dispatch),
    pageView(preset, page, dispatch),
  );
}

const exampleLink = (preset: Preset, current: boolean, dispatch: (action: Action) => void): VNode =>
  h(
    'button',
    {
      type: 'button',
      class: 'link',
      'aria-current': current ? 'true' : null,
      onclick: () => {
        dispatch(presetAction(preset.id));
        dispatch({ kind: 'step', step: 0 });
        const first = preset.pages.at(0);
        if (first !== undefined) turn(first, 0, dispatch);
      },
    },
    t(preset.title),
  );

function turn(page: Page, index: number, dispatch: (action: Action) => void): void {
  dispatch({ kind: 'page', page: index });
  if (page.focus !== undefined) dispatch({ kind: 'focus', layer: page.focus });
  if (page.step !== undefined) dispatch({ kind: 'step', step: page.step });
}

function pageView({ pages }: Preset, index: number, dispatch: (action: Action) => void): VNode | null {
  const page = pages.at(index);
  if (page === undefined) return null;
  const go = (to: number) => () => {
    const next = pages.at(to);
    if (next !== undefined) turn(next, to, dispatch);
  };
  return h(
    'div',
    { class: 'guide' },
    h('p', { 'aria-live': 'polite' }, t(page.text)),
    pages.length === 1
      ? null
      : h(
          'div',
          { class: 'pages' },
          button({ label: text.previousPage, disabled: index === 0, onClick: go(index - 1) }),
          button({
            label: text.nextPage,
            look: 'primary',
            disabled: index === pages.length - 1,
            onClick: go(index + 1),
          }),
          h('span', { class: 'page-number' }, `${index + 1} / ${pages.length}`),
        ),
  );
}

function quizView(
  quiz: NonNullable<Preset['quiz']>,
  state: PanelState,
  dispatch: (action: Action) => void,
): VNode {
  const { answer } = state;
  return h(
    'fieldset',
    { class: 'quiz' },
    h('legend', {}, text.quiz),
    quiz.answers.map((words, i) =>
      h(
        'label',
        { class: answer === i ? (i === quiz.right ? 'right' : 'not-right') : '' },
        h('input', {
          type: 'radio',
          name: 'quiz',
          '.checked': answer === i,
          onchange: () => dispatch({ kind: 'answer', answer: i }),
        }),
        h('span', {}, t(words)),
      ),
    ),
    h('p', { role: 'status' }, answer === null ? '' : answer === quiz.right ? text.right : text.notRight),
  );
}
