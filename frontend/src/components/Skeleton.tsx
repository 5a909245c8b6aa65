import "./skeleton.css";

/** The place of something on its way, as tall as what will stand there; a headline's is one. */
export function Skeleton({ label, size }: { label: string; size: "headline" | "chart" | "panel" }) {
  const Label = size === "headline" ? "h1" : "span";
  return (
    <div className={`skeleton skeleton--${size}`} role="status">
      <Label className="visually-hidden">{label}</Label>
      <p className="slow" aria-hidden="true">
        {label}; it takes longer than usual.
      </p>
    </div>
  );
}
