interface Page {
  forecasts: { status: "pending" | "scored" | "missed"; covered_80: boolean | null }[];
  next_cursor: string | null;
}

const counts = { scored: 0, held: 0, missed: 0 };
let cursor: string | null = "";
while (cursor !== null) {
  const query: URLSearchParams = new URLSearchParams({ horizon: "1h", limit: "200" });
  if (cursor) query.set("cursor", cursor);
  const answer: Response = await fetch(`https://candor.example/api/v1/forecasts?${query}`);
  if (!answer.ok) throw new Error((await answer.json()).detail);
  const page: Page = await answer.json();
  for (const slot of page.forecasts) {
    if (slot.status === "missed") counts.missed += 1;
    if (slot.status === "scored") counts.scored += 1;
    if (slot.covered_80) counts.held += 1;
  }
  cursor = page.next_cursor;
}
console.log(`The 80% interval held ${counts.held} of ${counts.scored} outcomes.`);
console.log(`${counts.missed} slots were missed.`);

export {};
