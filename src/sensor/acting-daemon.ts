import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { SensorAbility, SensorCommand, SensorControl } from '#contract/runtime.ts';
import type { JsonObject } from '#model/json-value.ts';
import { parseAbilities } from './abilities.ts';
import { connectSocket } from './connect-socket.ts';
import { ControlChannel } from './control-channel.ts';

/** A daemon that listens, to which only commands are given; several programs may do so at once. */
export interface ActingDaemon extends SensorControl, Disposable {
  /** The daemon or the connection has ended: commands are refused. */
  readonly hasEnded: boolean;
}

/** Connects to the daemon that listens in a directory. Throws `access.unreachable`, `host.io`, `limit.time`. */
export async function connectActing(directory: string): Promise<ActingDaemon> {
  const socket = await connectSocket(join(directory, 'control'));
  const channel = new ControlChannel(socket);
  try {
    const { abilities } = await channel.command('doctor');
    return new ConnectedDaemon(socket, channel, parseAbilities(abilities));
  } catch (error) {
    channel.close();
    throw error;
  }
}

class ConnectedDaemon implements ActingDaemon {
  readonly abilities: readonly SensorAbility[];
  readonly #socket: Socket;
  readonly #channel: ControlChannel;

  constructor(socket: Socket, channel: ControlChannel, abilities: readonly SensorAbility[]) {
    this.#socket = socket;
    this.#channel = channel;
    this.abilities = abilities;
  }

  get hasEnded(): boolean {
    return this.#socket.destroyed;
  }

  command(name: SensorCommand, members: JsonObject): Promise<JsonObject> {
    return this.#channel.command(name, members);
  }

  [Symbol.dispose](): void {
    this.#channel.close();
  }
}
