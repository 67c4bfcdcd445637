import { expect, test } from '../support/test';

test('every answer is guarded, whatever it is', async ({ person }) => {
  const ada = await person('Ada');
  await ada.open('/rooms/new');
  await ada.makeRoom('Garden');
  const asked = new Set(ada.requests.map((url) => new URL(url).pathname));
  const assets = [...asked].filter((path) => path.startsWith('/assets/'));
  const names = assets.map((path) => path.replace(/^\/assets\/([a-z]+)-[0-9a-f]{12}\./, '$1.')).sort();
  const scripts = ['actions.js', 'notices.js', 'roost.js', 'start.js', 'stay.js', 'tools.js', 'transcript.js'];
  expect(names).toEqual([...scripts, 'roost.css', 'roost.wasm'].sort());
  const pages = ['/', '/signup', '/signin', '/rooms', '/rooms/new', '/rooms/garden', '/rooms/nowhere', '/nowhere'];
  const others = ['/healthz', '/favicon.svg', '/assets/nothing.js', '/api/nothing', '/rooms/garden/join', '/ws'];
  for (const path of [...pages, ...assets, ...others]) {
    const answer = await ada.page.request.get(path, { maxRedirects: 0 });
    const headers = answer.headers();
    expect.soft(headers, path).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
    });
    const policy = headers['content-security-policy'] ?? '';
    for (const rule of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"]) {
      expect.soft(policy, path).toContain(rule);
    }
    expect.soft(policy, path).not.toMatch(/'unsafe-inline'|'unsafe-eval'|\*/);
    const kept = headers['cache-control'] ?? '';
    expect.soft(kept.replace(', no-transform', ''), path).toBe(keptFor(path, assets));
    // Pages are to come as they were sent.
    if (headers['content-type']?.startsWith('text/html')) expect.soft(kept, path).toContain('no-transform');
    expect.soft(answer.status(), path).toBeLessThan(500);
  }
});

test('the client comes compressed, and is not sent again to those who have it', async ({ person }) => {
  const ada = await person('Ada');
  const wasm = ada.page.waitForResponse((response) => response.url().endsWith('.wasm'));
  await ada.page.reload();
  expect((await wasm).headers()).toMatchObject({ 'content-encoding': 'br', 'content-type': 'application/wasm' });
  const { pathname } = new URL((await wasm).url());
  const headers = { 'if-none-match': (await wasm).headers().etag ?? '' };
  expect((await ada.page.request.get(pathname, { headers })).status()).toBe(304);
});

test('a page of another build finds the scripts that it has yet to load, but no client', async ({ person }) => {
  const ada = await person('Ada');
  const answer = async (name: string) => {
    const response = await ada.page.request.get(`/assets/${name}-0123456789ab.js`);
    return [response.status(), response.headers()['cache-control']];
  };
  expect(await answer('keys')).toEqual([200, 'no-cache']);
  expect(await answer('roost')).toEqual([404, 'no-store']);
});

test('the session is out of reach of scripts', async ({ person }) => {
  const ada = await person('Ada');
  const [session, ...more] = (await ada.context.cookies()).filter(({ httpOnly }) => httpOnly);
  expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
  expect(more).toEqual([]);
  expect(await ada.page.evaluate(() => document.cookie)).not.toContain(session?.value);
});

test('where Ada was last is out of reach of scripts too, and goes with her session', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Den');
  await ada.makeRoom('Garden');
  for (const room of ['Den', 'Garden', 'Den']) {
    // Also where the room was kept, and nothing of it has to be asked for.
    const said = ada.page.waitForResponse(/\/here$/);
    await ada.go(room);
    expect((await said).status()).toBe(204);
  }
  expect(await ada.page.evaluate(() => document.cookie)).not.toContain('den');
  await ada.open('/');
  await expect(ada.page).toHaveURL('/rooms/den');
  await ada.signOut();
  await expect(ada.page).toHaveURL('/signin');
  expect((await ada.context.cookies()).map(({ name }) => name)).not.toContain('room');
});

test('a form on another site cannot act for Ada', async ({ person, server }) => {
  const ada = await person('Ada');
  const elsewhere = await ada.context.newPage();
  await elsewhere.setContent(`
    <form method="post" action="${server.url}/rooms/new">
      <input name="name" value="Planted"><button>Win a prize</button>
    </form>`);
  const answer = elsewhere.waitForResponse((response) => response.request().method() === 'POST');
  await elsewhere.getByRole('button').click();
  expect((await answer).status()).toBe(403);
  await ada.open('/rooms');
  await expect(ada.page.getByText('Planted')).toHaveCount(0);
});

function keptFor(path: string, assets: string[]): string {
  if (assets.includes(path)) return 'public, max-age=31536000, immutable';
  return path === '/favicon.svg' ? 'public, max-age=3600' : 'no-store';
}
