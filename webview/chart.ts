// The one module that knows uPlot: a line over the steps, with the others faintly behind it.
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { short } from './format.ts';
import { gutter } from './views/scale.ts';

export interface LossLine {
  readonly key: string;
  readonly values: readonly number[];
  readonly own: boolean;
}

export interface LossChart {
  readonly lines: readonly LossLine[];
  readonly steps: number;
  readonly step: number;
  readonly width: number;
  /** Shared by all charts of the page, so that heights compare. */
  readonly range: readonly [number, number];
  /** A change of theme needs new colours. */
  readonly theme: string;
  readonly onPick: (step: number) => void;
}

const height = 132;

/** The charts that are on the page. They live as long as their elements. */
export class Charts {
  private readonly drawn = new WeakMap<Element, Drawn>();

  /** Draws into the element, or brings what is drawn there up to date. */
  draw(element: Element, chart: LossChart): void {
    if (!(element instanceof HTMLElement)) return;
    const shape = JSON.stringify([chart.lines.map((line) => line.own), chart.steps, chart.theme]);
    let drawn = this.drawn.get(element);
    if (drawn === undefined || drawn.shape !== shape) {
      drawn?.plot.destroy();
      drawn = made(element, chart, shape);
      this.drawn.set(element, drawn);
    }
    drawn.now = chart;
    const size =
      chart.lines.map((line) => `${line.key.length} ${line.values.length}`).join() + chart.range.join();
    if (drawn.plot.width !== chart.width) drawn.plot.setSize({ width: chart.width, height });
    if (drawn.size !== size) {
      drawn.size = size;
      drawn.plot.setData(dataOf(chart));
    } else drawn.plot.redraw(false);
  }
}

interface Drawn {
  readonly plot: uPlot;
  readonly shape: string;
  size: string;
  now: LossChart;
}

function dataOf({ lines, steps }: LossChart): uPlot.AlignedData {
  const x = Array.from({ length: steps + 1 }, (_, step) => step);
  const finite = (value: number | undefined) =>
    value !== undefined && Number.isFinite(value) ? value : null;
  return [x, ...lines.map((line) => x.map((step) => finite(line.values[step])))];
}

function made(element: HTMLElement, chart: LossChart, shape: string): Drawn {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const font = `11px ${style.fontFamily}`;
  const muted = colour('--muted');
  const hold: { drawn?: Drawn } = {};
  const current = (): LossChart => hold.drawn?.now ?? chart;
  const plot = new uPlot(
    {
      width: chart.width,
      height,
      padding: [8, gutter.right, 0, 0],
      legend: { show: false },
      cursor: { show: true, x: true, y: false, points: { show: false }, drag: { setScale: false, x: false } },
      scales: {
        x: { time: false, range: () => [0, current().steps] },
        y: { range: () => [current().range[0], current().range[1]] },
      },
      axes: [
        {
          stroke: muted,
          font,
          size: 22,
          gap: 2,
          space: 60,
          grid: { show: false },
          ticks: { show: false },
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500],
        },
        {
          stroke: muted,
          font,
          size: gutter.left,
          gap: 8,
          space: 34,
          grid: { stroke: colour('--rule'), width: 1 },
          ticks: { show: false },
          values: (_, values) => values.map(short),
        },
      ],
      series: [
        {},
        ...chart.lines.map((line) => ({
          stroke: line.own ? colour('--line') : colour('--faint'),
          width: line.own ? 2 : 1.2,
          dash: line.own ? [] : [4, 3],
          points: { show: false },
        })),
      ],
      hooks: {
        draw: [
          (drawing) => {
            const { ctx, bbox } = drawing;
            const x = drawing.valToPos(current().step, 'x', true);
            ctx.save();
            ctx.strokeStyle = colour('--playhead');
            ctx.lineWidth = devicePixelRatio * 1.5;
            ctx.beginPath();
            ctx.moveTo(x, bbox.top);
            ctx.lineTo(x, bbox.top + bbox.height);
            ctx.stroke();
            ctx.restore();
          },
        ],
      },
    },
    dataOf(chart),
    element,
  );
  plot.over.addEventListener('click', (event) => {
    current().onPick(Math.round(plot.posToVal(event.offsetX, 'x')));
  });
  const drawn: Drawn = { plot, shape, size: '', now: chart };
  hold.drawn = drawn;
  return drawn;
}
