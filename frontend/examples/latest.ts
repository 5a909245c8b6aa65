interface Latest {
  forecasts: { record: { slot: { horizon: string; target: string }; quantiles: Quantile[] } }[];
}
interface Quantile {
  level: string;
  price: string;
}

const answer = await fetch("https://candor.example/api/v1/forecast");
if (!answer.ok) throw new Error((await answer.json()).detail);
const { forecasts }: Latest = await answer.json();
const tomorrow = forecasts.find(({ record }) => record.slot.horizon === "24h")?.record;
const at = (level: number) =>
  tomorrow?.quantiles.find((quantile) => Number(quantile.level) === level)?.price;
console.log(`8 in 10: between ${at(0.1)} and ${at(0.9)} USD at ${tomorrow?.slot.target}`);

export {};
