// `tf.buffer(shape)`: zeros until they are set.
import type { Abstract, Call, Machine, ObjectModel } from '../../evaluate/model.ts';
import { isNullish, listOf, makeObject, read, undefinedValue, unknownValue } from '../../evaluate/model.ts';
import { putProperty } from '../../evaluate/patterns.ts';

const writtenSlot = '@@written';

const bufferModel: ObjectModel = {
  name: 'a buffer',
  call(machine, self, method, call) {
    if (method === 'set') {
      const why = 'entries of the buffer were set one by one';
      putProperty(machine, self, writtenSlot, unknownValue(why, machine.span(call.at)), call.at);
      return undefinedValue;
    }
    if (method !== 'toTensor') return undefined;
    const written = read(self.props.get(writtenSlot));
    const { data } = self;
    return {
      t: 'tensor',
      shape: isLengths(data) ? data : null,
      content:
        written?.t === 'unknown'
          ? { is: 'unknown', why: written.why }
          : { is: 'start', start: { kind: 'constant', value: 0 } },
      at: machine.span(call.at),
    };
  },
};

const isLengths = (data: unknown): data is readonly (number | null)[] => Array.isArray(data);

/** `tf.buffer(shape, dtype, values)` */
export function makeBuffer(machine: Machine, call: Call): Abstract {
  const shape = call.args.at(0) ?? undefinedValue;
  const values = call.args.at(2) ?? undefinedValue;
  const lengths =
    shape.t === 'array'
      ? listOf(shape).items.map(({ value }) =>
          value.t === 'constant' && typeof value.value === 'number' ? value.value : null,
        )
      : null;
  const buffer = makeObject(machine, { model: bufferModel, data: lengths, made: call.at });
  if (!isNullish(values)) {
    const why = 'the buffer is given its values';
    putProperty(machine, buffer, writtenSlot, unknownValue(why, machine.span(call.at)), call.at);
  }
  return buffer;
}
