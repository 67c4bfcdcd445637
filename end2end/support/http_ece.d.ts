// Of this library open-push.mjs needs one function; it brings no types.
declare module 'http_ece' {
  import type { ECDH } from 'node:crypto';

  export function decrypt(closed: Buffer, how: { version: 'aes128gcm'; privateKey: ECDH; authSecret: string }): Buffer;
}
