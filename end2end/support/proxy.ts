// A proxy before the server, as there are: one that changes pages on the way, or passes no sockets on.

import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

export type Proxy = { url: string; close: () => void };

/** Where in a page the line is slow, and until when. */
export type Pause = { after: string; until: () => Promise<unknown> };

/** What the proxy does to pages, whether it passes sockets on, and where it is slow. */
export async function proxy(to: string, change: (html: string) => string, passesSockets: boolean, pause?: Pause): Promise<Proxy> {
  const { hostname, port } = new URL(to);
  const forward = (from: IncomingMessage, answer: ServerResponse) => {
    const headers = { ...from.headers, 'accept-encoding': 'identity' };
    const onward = request({ hostname, port, path: from.url, method: from.method, headers }, async (got) => {
      const isPage = got.headers['content-type']?.startsWith('text/html');
      if (!isPage) {
        answer.writeHead(got.statusCode ?? 502, got.headers);
        got.pipe(answer);
        return;
      }
      const pieces: Buffer[] = [];
      for await (const piece of got) pieces.push(piece as Buffer);
      const { 'content-length': _, ...rest } = got.headers;
      answer.writeHead(got.statusCode ?? 502, rest);
      const page = change(Buffer.concat(pieces).toString());
      const cut = pause ? page.indexOf(pause.after) : -1;
      if (pause && cut > 0) {
        answer.write(page.slice(0, cut));
        await pause.until();
      }
      answer.end(page.slice(Math.max(cut, 0)));
    });
    onward.on('error', () => answer.destroy());
    from.pipe(onward);
  };
  const server = createServer(forward);
  server.on('upgrade', (from, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (!passesSockets) return socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n');
    const onward = connect(Number(port), hostname, () => {
      const lines = from.rawHeaders.flatMap((name, place, all) => (place % 2 === 0 ? [`${name}: ${all[place + 1]}`] : []));
      onward.write(`${from.method} ${from.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url, close };
}
