import * as tf from '@tensorflow/tfjs';

/** One tensor per entry of the manifest, in the order in which the layers were added. */
export async function readCheckpoint(url) {
  const manifest = await (await fetch(`${url}/manifest.json`)).json();
  return Promise.all(
    manifest.map(async ({ file, shape }) => {
      const bytes = await (await fetch(`${url}/${file}`)).arrayBuffer();
      return tf.tensor(new Float32Array(bytes), shape);
    }),
  );
}
