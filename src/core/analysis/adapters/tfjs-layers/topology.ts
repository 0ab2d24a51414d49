// `tf.models.modelFromJSON`: a topology object, from Keras or from toJSON, as the calls that would build the same.
import { expanded } from '../../evaluate/expand.ts';
import type { Abstract, Call, Located, Machine, ObjectValue } from '../../evaluate/model.ts';
import {
  asString,
  constant,
  isNullish,
  listOf,
  makeArray,
  makeObject,
  read,
  undefinedValue,
  unknownValue,
} from '../../evaluate/model.ts';
import { putProperty } from '../../evaluate/patterns.ts';
import { makeLayer } from './layers.ts';
import { makeModel } from './models.ts';
import type { Row } from './rows.ts';
import { rows } from './rows.ts';

const byClassName = new Map<string, Row>(Object.values(rows).map((row) => [row.className, row]));

const maxDepth = 30;

/** The library turns every key and text from snake_case to camelCase, names excepted. */
const camelCase = (text: string): string =>
  text.replace(/_+(\w)/g, (_, letter: string) => letter.toUpperCase());

function converted(machine: Machine, value: Abstract, key: string, depth: number): Abstract {
  if (!machine.step() || depth > maxDepth) return unknownValue('the topology is nested too deeply');
  if (value.t === 'constant' && typeof value.value === 'string') {
    return key === 'name' ? value : constant(camelCase(value.value), value.at);
  }
  if (value.t === 'array') {
    const list = expanded(listOf(value));
    if (list.rest !== undefined) return unknownValue('a list of the topology is not known');
    return makeArray(
      machine,
      list.items.map((item) => ({ ...item, value: converted(machine, item.value, key, depth + 1) })),
    );
  }
  if (value.t !== 'object' || value.model) return value;
  const copy = makeObject(machine);
  for (const [name, slot] of value.props) {
    const inner = read(slot);
    if (inner)
      putProperty(machine, copy, camelCase(name), converted(machine, inner, name, depth + 1), slot.node);
  }
  return copy;
}

/** The first of these that is there, walking down one name at a time. */
function at(machine: Machine, value: Abstract, path: readonly string[], call: Call): Abstract {
  return path.reduce(
    (inner, name) => (isNullish(inner) ? inner : machine.get(inner, name, call.frame)),
    value,
  );
}

export function modelFromJson(machine: Machine, call: Call): Abstract {
  const topology = converted(machine, call.args.at(0) ?? undefinedValue, '', 0);
  const whole = [['modelTopology', 'modelConfig'], ['modelTopology'], ['modelConfig'], []]
    .map((path) => at(machine, topology, path, call))
    .find((value) => value.t === 'object' && value.props.has('className'));
  if (!whole || asString(at(machine, whole, ['className'], call)) !== 'Sequential') {
    return unknownValue('a topology that is not read');
  }
  const config = at(machine, whole, ['config'], call);
  const layers = config.t === 'array' ? config : at(machine, config, ['layers'], call);
  if (layers.t !== 'array') return unknownValue('the layers of the topology are not known');
  const built = expanded(listOf(layers)).items.map((item) => ({
    value: layerOf(
      machine,
      item.value,
      { node: item.node?.node ?? call.at.node, module: item.node?.module ?? call.at.module },
      call,
    ),
  }));
  const options = makeObject(machine);
  putProperty(machine, options, 'layers', makeArray(machine, built), call.at);
  return makeModel(machine, 'sequential', { ...call, args: [options] });
}

function layerOf(machine: Machine, entry: Abstract, where: Located, call: Call): Abstract {
  const row = byClassName.get(asString(at(machine, entry, ['className'], call)) ?? '');
  const config: Abstract | ObjectValue = at(machine, entry, ['config'], call);
  if (!row) return unknownValue('a layer of the topology is not known');
  return makeLayer(machine, row, { ...call, args: [config], nodes: [], at: where });
}
