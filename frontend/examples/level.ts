interface Level {
  price: string;
  p_close_above: string;
  p_touch: string | null;
}

const query = new URLSearchParams({ horizon: "24h", price: "61000" });
const answer = await fetch(`https://candor.example/api/v1/levels?${query}`);
if (!answer.ok) {
  const problem: { detail: string; trace_id: string } = await answer.json();
  throw new Error(`${problem.detail}. Tell us the trace ${problem.trace_id}.`);
}
const level: Level = await answer.json();
console.log(`Above ${level.price} USD tomorrow: ${Number(level.p_close_above)}`);
console.log(`Touched before: ${level.p_touch}`);

export {};
