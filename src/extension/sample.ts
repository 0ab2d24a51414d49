// The file that the walkthrough opens: a model with a fault, small enough to be read at a glance.
import * as vscode from 'vscode';

const sample = `// A network that cannot learn what it is asked: all eight units of "hidden" start equal, so they stay equal.
// Put the cursor on a layer and press Ctrl+. (Cmd+. on a Mac): simulate it, or let Init Lint fix it.
import * as tf from '@tensorflow/tfjs';

const model = tf.sequential({
  layers: [
    tf.layers.dense({ name: 'hidden', inputShape: [4], units: 8, activation: 'tanh', kernelInitializer: 'ones' }),
    tf.layers.dense({ name: 'output', units: 1, kernelInitializer: 'ones' }),
  ],
});
model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
`;

export async function openSample(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'javascript', content: sample });
  await vscode.window.showTextDocument(document);
}
