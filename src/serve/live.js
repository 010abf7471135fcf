// Waits for the next edition of the site, then shows it. Asks again when the preview was away.
const seen = document.querySelector('script[src$="live.js"]').dataset.edition;
for (;;) {
  try {
    const answer = await fetch(`/__langso/edition?${seen}`);
    if (answer.ok && (await answer.text()) !== seen) {
      location.reload();
      break;
    }
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}
