import { workerData } from 'node:worker_threads';
import { RingWriter } from '../ring.ts';
import type { UnpackJob } from '../unpack-thread.ts';

// Unpacks nothing right: hands over the three bytes that the plain content starts with, and dies.
const ring = new RingWriter((workerData as UnpackJob).memory);
ring.nextInput();
ring.took(10);
ring.room.set(Buffer.from('abc'));
ring.gave(3);
ring.flush();
throw new Error('the thread died');
