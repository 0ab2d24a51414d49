// Initializers of the program's own: classes with a method `apply`, given as an instance or by the name they are registered under.
import type { Abstract, Call, ClassValue, Machine, ObjectModel } from '../../evaluate/model.ts';
import { asString, makeObject, read, undefinedValue, unknownValue } from '../../evaluate/model.ts';
import { startOfTensor } from './given-weights.ts';
import { initializerThat } from './initializers.ts';

const registrationModel: ObjectModel = { name: 'a class that is registered' };

/** `tf.serialization.registerClass(class)` */
export function registerClass(machine: Machine, call: Call): Abstract {
  const data = call.args.at(0);
  if (data?.t === 'class')
    machine.made.push({
      object: makeObject(machine, { model: registrationModel, data, made: call.at }),
      run: machine.run,
    });
  return undefinedValue;
}

/** An initializer of the program's own as what its method makes; everything else as it is. */
export function followed(machine: Machine, value: Abstract, call: Call): Abstract {
  if (value.t === 'choice')
    return { ...value, cases: value.cases.map((one) => followed(machine, one, call)) };
  const instance = instanceOf(machine, value, call);
  if (instance?.t !== 'object' || instance.model) return value;
  if (machine.get(instance, 'apply', call.frame).t !== 'function') return value;
  const args = [unknownValue('the shape of a weight'), undefinedValue];
  const filled = machine.callMethod(instance, 'apply', { ...call, args, nodes: [] });
  if (filled.t !== 'tensor') return value;
  const origin = filled.at ? { origin: filled.at } : {};
  return initializerThat(machine, { start: startOfTensor(filled), ...origin }, call);
}

function instanceOf(machine: Machine, value: Abstract, call: Call): Abstract | undefined {
  const className = asString(value.t === 'object' ? read(value.props.get('className')) : value);
  if (className !== undefined) {
    const named = registered(machine, className, call);
    const config = value.t === 'object' ? read(value.props.get('config')) : undefined;
    const args = [config ?? makeObject(machine, { made: call.at })];
    return named && machine.construct(named, { ...call, args, nodes: [], isNew: true });
  }
  // Of a class that is none of the library's, building the layer throws.
  return value.t === 'object' && value.proto?.t === 'class' && isInitializerClass(value.proto)
    ? value
    : undefined;
}

/** The library's own class is not exported, but can be come by. */
function isInitializerClass({ base }: ClassValue): boolean {
  if (base?.t === 'class') return isInitializerClass(base);
  return base?.t === 'unknown' || (base?.t === 'library' && base.path.join('.') === 'Initializer');
}

function registered(machine: Machine, className: string, call: Call): ClassValue | undefined {
  const found = machine.made.findLast(({ object: { model, data } }) => {
    if (model !== registrationModel) return false;
    return asString(machine.get(data as ClassValue, 'className', call.frame)) === className;
  });
  return found?.object.data as ClassValue | undefined;
}
