// Many messages at once, as another program would send them: by the protocol of src/wire/.

import { type Person, slugOf } from './person';
import type { Settings } from './server';

/** Settings for places where hundreds of messages are posted in a second. */
export const FAST: Settings = { ROOST_MESSAGE_BURST: '100000', ROOST_MESSAGES_PER_SECOND: '100000' };

/** Posts these in this order, and returns when all of them are stored. */
export async function post(person: Person, room: string, bodies: string[]): Promise<void> {
  await person.page.evaluate(
    async ({ slug, bodies }) => {
      const name = () => {
        const bytes = crypto.getRandomValues(new Uint8Array(16));
        return btoa(String.fromCharCode(...bytes))
          .replaceAll('+', '-')
          .replaceAll('/', '_')
          .replaceAll('=', '');
      };
      const socket = new WebSocket(`ws://${location.host}/ws`);
      await new Promise<void>((done, fail) => {
        let missing = bodies.length;
        const say = (frame: object) => socket.send(JSON.stringify(frame));
        socket.onopen = () => say({ type: 'hello', protocol: 1 });
        socket.onclose = ({ code }) => fail(new Error(`closed with ${code}`));
        socket.onmessage = ({ data }) => {
          const frame = JSON.parse(data);
          if (frame.type === 'hello') {
            const room = frame.rooms.find((membership: { room: { slug: string } }) => membership.room.slug === slug).room.id;
            for (const body of bodies) say({ type: 'send', room, client_id: name(), body });
          }
          if (frame.type === 'refused') fail(new Error(`refused: ${frame.code}`));
          if (frame.type === 'ack' && --missing === 0) done();
        };
      });
      socket.close();
    },
    { slug: slugOf(room), bodies },
  );
}

/** `count` numbered messages: "Note 1", "Note 2" ... */
export function notes(count: number): string[] {
  return Array.from({ length: count }, (_, place) => `Note ${place + 1}`);
}
