// onnxruntime-node with sharp, as their documentation shows them: ffmpeg decodes in a process of its own, sharp resizes, JavaScript fills the tensor and looks for the largest class.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import ort from 'onnxruntime-node';
import sharp from 'sharp';

const task = JSON.parse(process.argv[2]);
const { input, warmUp, frames } = task;
sharp.concurrency(task.threads);
const session = await ort.InferenceSession.create(task.model, { intraOpNumThreads: task.threads });
const ffmpeg = spawn('ffmpeg', ['-v', 'error', '-i', task.video, '-f', 'rawvideo', '-pix_fmt', input.rgb ? 'rgb24' : 'bgr24', 'pipe:1'], { stdio: ['ignore', 'pipe', 'inherit'] });

async function* pictures(bytes) {
  let parts = [], held = 0;
  for await (const chunk of ffmpeg.stdout) {
    parts.push(chunk);
    held += chunk.length;
    while (held >= bytes) {
      const all = Buffer.concat(parts, held);
      yield all.subarray(0, bytes);
      parts = [all.subarray(bytes)];
      held -= bytes;
    }
  }
}

const plane = input.width * input.height;
let done = 0, start = 0, mask = new Uint8Array(0);
for await (const picture of pictures(task.width * task.height * 3)) {
  const pixels = await sharp(picture, { raw: { width: task.width, height: task.height, channels: 3 } })
    .resize(input.width, input.height, { fit: 'fill', kernel: 'linear' }).raw().toBuffer();
  const values = new Float32Array(3 * plane);
  for (let c = 0; c < 3; c++)
    for (let i = 0; i < plane; i++) values[c * plane + i] = ((pixels[3 * i + c] - input.mean[c]) / input.std[c]) * input.scale;
  const outputs = await session.run({ [input.name]: new ort.Tensor('float32', values, [1, 3, input.height, input.width]) });
  const { data: scores, dims } = outputs[task.output];
  const size = dims[2] * dims[3];
  mask = new Uint8Array(size);
  for (let i = 0; i < size; i++) {
    let best = 0;
    for (let c = 1; c < dims[1]; c++) if (scores[c * size + i] > scores[best * size + i]) best = c;
    mask[i] = best;
  }
  if (++done === warmUp) start = performance.now();
  if (done === warmUp + frames) break;
}
const seconds = (performance.now() - start) / 1000;
ffmpeg.kill();
writeFileSync(task.mask, mask);
const peakKb = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
console.log(JSON.stringify({ frames: done - warmUp, seconds, managedBytes: null, peakMb: (peakKb * 1024) / 1e6 }));
process.exit(0);
