import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

interface Props<T> {
  query: UseQueryResult<T>;
  /** Names what is missing when it cannot be read: "The track record". */
  what: string;
  skeleton: ReactNode;
  children: (data: T) => ReactNode;
}

/** The data once they are there, their skeleton until then, the reason when they do not come. */
export function Awaited<T>({ query, what, skeleton, children }: Props<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.errorUpdateCount === 0) return skeleton;
  return (
    <div className="notice" role="alert">
      {what} cannot be read just now; asking again.
    </div>
  );
}
