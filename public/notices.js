// @ts-check
// Answers of an open page to its service worker: where it is, and that it goes where a notice leads.

navigator.serviceWorker?.addEventListener('message', (event) => {
  const [port] = event.ports;
  if (event.data?.type === 'where') port?.postMessage({ path: location.pathname });
  if (event.data?.type === 'open') {
    // As by a link: the client, once it is awake, changes the page without loading anew.
    const link = Object.assign(document.createElement('a'), { href: event.data.url, hidden: true });
    document.body.append(link);
    port?.postMessage({ opened: true });
    link.click();
    link.remove();
  }
});
