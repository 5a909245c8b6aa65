import "./skeleton.css";

/** The place of something on its way, as tall as what will stand there. */
export function Skeleton({ label, size }: { label: string; size: "headline" | "chart" | "panel" }) {
  return (
    <div className={`skeleton skeleton--${size}`} role="status">
      <span className="visually-hidden">{label}</span>
      <p className="slow" aria-hidden="true">
        {label}; it takes longer than usual.
      </p>
    </div>
  );
}
