// Opens pushes with a library that has nothing of ours in it. src/tests/notify.rs runs this:
// `keys` makes the keys of a browser; `open` reads closed pushes, as JSON, and prints what they say.

import { createECDH, randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import ece from 'http_ece';

const base64url = (/** @type {Buffer} */ bytes) => bytes.toString('base64url');

function keys() {
  const browser = createECDH('prime256v1');
  browser.generateKeys();
  return { secret: base64url(browser.getPrivateKey()), p256dh: base64url(browser.getPublicKey()), auth: base64url(randomBytes(16)) };
}

/** @param {{ secret: string, auth: string, closed: string }} push */
function open({ secret, auth, closed }) {
  const privateKey = createECDH('prime256v1');
  privateKey.setPrivateKey(Buffer.from(secret, 'base64url'));
  return ece.decrypt(Buffer.from(closed, 'base64url'), { version: 'aes128gcm', privateKey, authSecret: auth }).toString('utf8');
}

const answer = process.argv[2] === 'keys' ? keys() : JSON.parse(await text(process.stdin)).map(open);
console.log(JSON.stringify(answer));
