// The matrices that ml-fnn keeps its weights in: rows of numbers that can be set in place.
import type { Abstract, Call, Machine, ObjectModel, ObjectValue } from '../../evaluate/model.ts';
import {
  asNumber,
  makeArray,
  makeObject,
  makeSlot,
  read,
  undefinedValue,
  unknownValue,
} from '../../evaluate/model.ts';
import { putProperty } from '../../evaluate/patterns.ts';
import { untouchedList } from '../../weights/numbers.ts';

export const matrixSlot = '@@rows';

export const isMatrix = (value: Abstract): value is ObjectValue =>
  value.t === 'object' && value.model === matrixModel;

const mostRows = 512;

export function untouchedMatrix(
  machine: Machine,
  rows: number | undefined,
  columns: number | undefined,
): ObjectValue {
  const matrix = makeObject(machine, { model: matrixModel });
  matrix.props.set(matrixSlot, makeSlot(machine));
  if (rows !== undefined && rows >= 0 && rows <= mostRows) {
    const lists = Array.from({ length: Math.floor(rows) }, () => ({
      value: untouchedList(machine, columns),
    }));
    putProperty(machine, matrix, matrixSlot, makeArray(machine, lists));
  }
  return matrix;
}

const matrixModel: ObjectModel = {
  name: 'a matrix',
  call(machine, self, method, call) {
    const first = call.args.at(0) ?? undefinedValue;
    switch (method) {
      case 'fill':
        putProperty(machine, self, matrixSlot, first, call.at);
        return self;
      case 'set':
        setEntry(machine, self, call);
        return self;
      case 'mul':
      case 'multiply':
        putProperty(
          machine,
          self,
          matrixSlot,
          asNumber(first) === 0 ? first : unknownValue('the weights are multiplied'),
          call.at,
        );
        return self;
      case 'add':
      case 'sub':
      case 'div':
      case 'apply':
        putProperty(machine, self, matrixSlot, unknownValue(`${method} changes the weights`), call.at);
        return self;
      default:
        return undefined;
    }
  },
};

/** `set(row, column, value)` */
function setEntry(machine: Machine, matrix: ObjectValue, call: Call): void {
  const [row, column] = [asNumber(call.args.at(0)), asNumber(call.args.at(1))];
  const [value, node] = [call.args.at(2), call.nodes.at(2)];
  const rows = read(matrix.props.get(matrixSlot));
  const list =
    rows?.t === 'array' && row !== undefined ? machine.get(rows, String(row), call.frame) : undefined;
  if (list?.t === 'array' && column !== undefined && value && node)
    machine.set(list, String(column), value, { node, module: call.at.module });
  else putProperty(machine, matrix, matrixSlot, unknownValue('one of its numbers is set'), call.at);
}
