// Tells the control library the nonce of the page's policy. It looks for it while it loads (it tries out one style rule),
// so this must be imported before it.
const nonce = document.body.dataset['nonce'];
if (nonce !== undefined) {
  const meta = document.createElement('meta');
  meta.setAttribute('property', 'csp-nonce');
  meta.content = nonce;
  document.head.append(meta);
}
