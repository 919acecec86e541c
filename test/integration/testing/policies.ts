import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isCaissonError } from '#kit/error.ts';
import { connectActing } from '#sensor/acting-daemon.ts';

/** How many policies are active in the sensor of a state directory; -1 where none listens. */
export async function policiesOf(state: string): Promise<number> {
  const directory = join(state, 'sensor');
  if (!existsSync(join(directory, 'control'))) return -1;
  try {
    using daemon = await connectActing(directory);
    const { policies } = await daemon.command('policies', {});
    return Array.isArray(policies) ? policies.length : -1;
  } catch (error) {
    if (isCaissonError(error)) return -1;
    throw error;
  }
}
