// Live counts in the inbox. Without this script the page shows the same numbers as of its last load.
const page = document.getElementById("inbox");
const fresh = document.getElementById("fresh");
const EVERY = 20000;

async function refresh() {
  if (document.hidden) return;
  const answer = await fetch(page.dataset.counts, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const counts = await answer.json();
  for (const shown of document.querySelectorAll("[data-count]")) {
    shown.textContent = `${shown.dataset.says} (${counts[shown.dataset.count]})`;
  }
  fresh.hidden = String(counts.newest) === page.dataset.newest;
}

setInterval(() => refresh().catch(() => {}), EVERY);
document.addEventListener("visibilitychange", () => refresh().catch(() => {}));
