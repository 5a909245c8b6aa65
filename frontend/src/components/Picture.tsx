import { useState } from "react";
import { imageUrl } from "../lib/imageUrl";

interface Props {
  /** The whole address at this site. */
  src: string;
  alt: string;
  width: number;
  /** Shown where the picture does not come, from nowhere. */
  missing: string;
}

/** A picture by way of the image service; where that fails, from this site; else its words. */
export function Picture({ src, alt, width, missing }: Props) {
  const served = imageUrl(src);
  const [failed, fail] = useState<readonly string[]>([]);
  const from = [served, src].find((one) => !failed.includes(one));
  if (from === undefined) return <p className="quiet">{missing}</p>;
  return (
    <img
      key={from}
      src={from}
      alt={alt}
      width={width}
      loading="lazy"
      onError={() => fail([...failed, from])}
    />
  );
}
