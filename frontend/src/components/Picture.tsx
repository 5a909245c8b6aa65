import { useState } from "react";
import { imageUrl } from "../lib/imageUrl";

interface Props {
  /** The whole address at this site. */
  src: string;
  alt: string;
  /** Of what the picture is: an image service keeps what it has fetched; null: only from this site. */
  of: string | null;
  width: number;
  /** Shown where the picture does not come, from nowhere. */
  missing: string;
}

/** A picture by way of the image service; where that fails, from this site; else its words. */
export function Picture({ src, alt, of, width, missing }: Props) {
  const served = of === null ? src : imageUrl(naming(src, of));
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

/** The same picture under an address that changes with it. */
function naming(src: string, of: string): string {
  const address = new URL(src);
  address.searchParams.set("of", of);
  return address.href;
}
