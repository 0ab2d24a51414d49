// The few pictures on buttons, drawn for 16 × 16 in the colour of the text.
import { h, type VNode } from '../dom.ts';

const icon = (d: string): VNode =>
  h(
    'svg',
    { class: 'icon', width: 16, height: 16, viewBox: '0 0 16 16', 'aria-hidden': 'true' },
    h('path', { d }),
  );

export const icons = {
  play: icon('M4 2.5v11l9-5.5z'),
  pause: icon('M4 3h3v10H4zM9 3h3v10H9z'),
  back: icon('M11 3v10L4.5 8zM3 3h1.3v10H3z'),
  forward: icon('M5 3v10l6.500-5zM11.700 3H13v10h-1.300z'),
  start: icon('M13 3v10L8 8zM8 3v10L3 8zM1.700 3H3v10H1.700z'),
} as const;
